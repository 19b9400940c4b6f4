-- Steps by person.
SELECT link_user, count(*) AS events FROM link WHERE centre = 'wabo'
GROUP BY link_user ORDER BY events DESC, link_user LIMIT 5
