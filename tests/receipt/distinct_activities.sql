-- Different steps by name.
SELECT count(DISTINCT link_name) FROM link WHERE centre = 'wabo'
