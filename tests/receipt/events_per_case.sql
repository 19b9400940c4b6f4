-- Steps of a case.
-- Quantiles by exact ranks, between two ranks linearly (percentile_cont rounds the weight between them).
WITH ranked AS (
    SELECT value, row_number() OVER (ORDER BY value) - 1 AS place, count(*) OVER () AS n
    FROM (
        SELECT CAST(count(*) AS DOUBLE) AS value FROM link WHERE centre = 'wabo' GROUP BY case_no
    )
), bounds AS (
    SELECT max(n) AS n, min(value) AS min, sum(value) / max(n) AS mean, median(value) AS median, max(value) AS max,
           max(value) FILTER (WHERE place = (n - 1) * 90 / 100) AS p90_low,
           max(value) FILTER (WHERE place = ((n - 1) * 90 + 99) / 100) AS p90_high,
           max(value) FILTER (WHERE place = (n * 90 + 99) / 100 - 1) AS p90_nearest_rank,
           max(value) FILTER (WHERE place = (n - 1) * 95 / 100) AS p95_low,
           max(value) FILTER (WHERE place = ((n - 1) * 95 + 99) / 100) AS p95_high
    FROM ranked
)
SELECT n, min, mean, median, p90_low + (p90_high - p90_low) * ((n - 1) * 90 % 100) / 100 AS p90_linear, p90_nearest_rank,
       p95_low + (p95_high - p95_low) * ((n - 1) * 95 % 100) / 100 AS p95_linear, max
FROM bounds
