-- Different persons.
SELECT count(DISTINCT link_user) FROM link WHERE centre = 'wabo'
