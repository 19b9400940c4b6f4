-- The most frequent numbers of days from submission to the day due.
SELECT CAST(date_part('epoch', date_trunc('day', promised_due_at)) / 86400 - date_part('epoch', date_trunc('day', applied_at)) / 86400 AS BIGINT) AS days, count(*) AS requests
FROM "case" WHERE centre = 'foia' AND promised_due_at IS NOT NULL AND applied_at IS NOT NULL
GROUP BY 1 ORDER BY requests DESC, days LIMIT 10
