-- Cases by the status that the source gives.
SELECT attributes['status'] AS status, count(*) AS cases
FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY 1
