-- Cases by status and the city's own flag.
SELECT attributes['status'] AS status, coalesce(attributes['ontime'], '') AS flag, count(*) AS cases
FROM "case" WHERE centre = 'boston'
GROUP BY 1, 2 ORDER BY 1, 2
