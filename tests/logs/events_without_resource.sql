-- Events that name nobody.
SELECT count(*) FROM link WHERE link_user IS NULL
