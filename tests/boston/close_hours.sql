-- Hours from opening to closing.
-- Quantiles by exact ranks, between two ranks linearly (percentile_cont rounds the weight between them).
WITH ranked AS (
    SELECT hours, row_number() OVER (ORDER BY hours) - 1 AS place, count(*) OVER () AS n
    FROM (
        SELECT (date_part('epoch', finished_at) - date_part('epoch', applied_at)) / 3600 AS hours
        FROM "case" WHERE centre = 'boston' AND finished_at IS NOT NULL
    )
), bounds AS (
    SELECT max(n) AS n, min(hours) AS min, sum(hours) / max(n) AS mean, median(hours) AS median, max(hours) AS max,
           max(hours) FILTER (WHERE place = (n - 1) * 90 / 100) AS p90_low,
           max(hours) FILTER (WHERE place = ((n - 1) * 90 + 99) / 100) AS p90_high,
           max(hours) FILTER (WHERE place = (n * 90 + 99) / 100 - 1) AS p90_nearest_rank,
           max(hours) FILTER (WHERE place = (n - 1) * 95 / 100) AS p95_low,
           max(hours) FILTER (WHERE place = ((n - 1) * 95 + 99) / 100) AS p95_high
    FROM ranked
)
SELECT n, min, mean, median, p90_low + (p90_high - p90_low) * ((n - 1) * 90 % 100) / 100 AS p90_linear, p90_nearest_rank,
       p95_low + (p95_high - p95_low) * ((n - 1) * 95 % 100) / 100 AS p95_linear, max
FROM bounds
