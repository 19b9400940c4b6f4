-- Cases by group; none counts as one.
SELECT coalesce(attributes['group'], '') AS name, count(*) AS cases FROM "case" WHERE centre = 'wabo'
GROUP BY 1 ORDER BY cases DESC, name
