-- The five days on which most cases were opened.
SELECT to_char(applied_at, '%Y-%m-%d') AS day, count(*) AS cases
FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY cases DESC, day LIMIT 5
