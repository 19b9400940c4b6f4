-- Cases by month of closing.
SELECT to_char(finished_at, '%Y-%m') AS month, count(*) AS cases FROM "case" WHERE centre = 'boston' AND finished_at IS NOT NULL
GROUP BY 1 ORDER BY 1
