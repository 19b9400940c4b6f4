-- Days from Monday to Friday from the day of the start on, before that of the end.
-- Quantiles by exact ranks, between two ranks linearly (percentile_cont rounds the weight between them).
WITH ranked AS (
    SELECT x, row_number() OVER (ORDER BY x) - 1 AS place, count(*) OVER () AS n
    FROM (
        SELECT CAST(count_wd(local_day(accepted_at, '{centre}') - INTERVAL '1 day', local_day(finished_at, '{centre}') - INTERVAL '1 day', '{centre}') AS DOUBLE) AS x
        FROM "case"
    ) WHERE x IS NOT NULL
), bounds AS (
    SELECT max(n) AS n, min(x) AS min, sum(x) / max(n) AS mean, median(x) AS median, max(x) AS max,
           max(x) FILTER (WHERE place = (n - 1) * 90 / 100) AS p90_low,
           max(x) FILTER (WHERE place = ((n - 1) * 90 + 99) / 100) AS p90_high,
           max(x) FILTER (WHERE place = (n * 90 + 99) / 100 - 1) AS p90_nearest_rank,
           max(x) FILTER (WHERE place = (n - 1) * 95 / 100) AS p95_low,
           max(x) FILTER (WHERE place = ((n - 1) * 95 + 99) / 100) AS p95_high
    FROM ranked
)
SELECT n, min, mean, median, p90_low + (p90_high - p90_low) * ((n - 1) * 90 % 100) / 100 AS p90_linear, p90_nearest_rank,
       p95_low + (p95_high - p95_low) * ((n - 1) * 95 % 100) / 100 AS p95_linear, max
FROM bounds
