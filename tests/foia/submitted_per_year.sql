-- Requests by year of submission.
SELECT to_char(applied_at, '%Y') AS year, count(*) AS requests FROM "case" WHERE centre = 'foia' AND applied_at IS NOT NULL
GROUP BY 1 ORDER BY 1
