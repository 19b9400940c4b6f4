-- Cases by person in charge.
SELECT attributes['responsible'] AS name, count(*) AS cases FROM "case" WHERE centre = 'wabo'
GROUP BY 1 ORDER BY cases DESC, name
