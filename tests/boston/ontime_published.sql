-- Cases by the city's own flag; no flag counts as an empty text.
SELECT coalesce(attributes['ontime'], '') AS flag, count(*) AS cases
FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY nullif(coalesce(attributes['ontime'], ''), '') NULLS LAST
