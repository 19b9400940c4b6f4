-- Steps by name.
SELECT link_name, count(*) AS events FROM link WHERE centre = 'wabo'
GROUP BY link_name ORDER BY events DESC, link_name LIMIT 20
