-- Cases by month of opening.
SELECT to_char(applied_at, '%Y-%m') AS month, count(*) AS cases FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY 1
