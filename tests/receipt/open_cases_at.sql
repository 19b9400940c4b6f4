-- Cases open at five moments.
WITH moments AS (
    SELECT text, CAST(text AS TIMESTAMP WITH TIME ZONE) AS at
    FROM (VALUES ('2010-12-31T23:59:59+01:00'), ('2011-03-31T23:59:59+02:00'), ('2011-06-30T23:59:59+02:00'),
                 ('2011-09-30T23:59:59+02:00'), ('2011-12-31T23:59:59+01:00')) AS given (text)
)
SELECT text, count(*) AS open FROM moments, "case"
WHERE centre = 'wabo' AND received_at <= at AND (finished_at IS NULL OR finished_at > at)
GROUP BY text ORDER BY text
