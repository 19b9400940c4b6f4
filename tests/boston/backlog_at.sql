-- At six moments: cases open, and of these past their target.
WITH moments AS (
    SELECT text, CAST(text || 'Z' AS TIMESTAMP WITH TIME ZONE) AS at
    FROM (VALUES ('2015-07-28 23:59:59'), ('2015-08-28 23:59:59'), ('2015-09-28 23:59:59'),
                 ('2015-10-28 23:59:59'), ('2015-11-28 23:59:59'), ('2015-12-28 23:59:59')) AS given (text)
)
SELECT text, count(*) AS open, count(*) FILTER (WHERE promised_due_at <= at) AS past_target
FROM moments, "case"
WHERE centre = 'boston' AND applied_at <= at AND (finished_at IS NULL OR finished_at > at)
GROUP BY text ORDER BY text
