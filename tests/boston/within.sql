-- Closed within so many hours.
WITH spans AS (
    SELECT date_part('epoch', finished_at) - date_part('epoch', applied_at) AS seconds
    FROM "case" WHERE centre = 'boston' AND finished_at IS NOT NULL
)
SELECT hours, count(*) AS cases
FROM (VALUES (0), (1), (4), (24), (48), (72), (168), (336), (720)) AS given (hours), spans
WHERE seconds <= hours * 3600
GROUP BY hours ORDER BY hours
