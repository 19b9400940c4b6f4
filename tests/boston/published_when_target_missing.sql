-- The city's own flag of cases without a target.
SELECT attributes['ontime'] AS flag, count(*) AS cases
FROM "case" WHERE centre = 'boston' AND promised_due_at IS NULL
GROUP BY 1 ORDER BY 1
