-- Steps without a person.
SELECT count(*) FROM link WHERE centre = 'wabo' AND link_user IS NULL
