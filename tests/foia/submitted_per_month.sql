-- Requests by month of submission.
SELECT to_char(applied_at, '%Y-%m') AS month, count(*) AS requests FROM "case" WHERE centre = 'foia' AND applied_at IS NOT NULL
GROUP BY 1 ORDER BY 1
