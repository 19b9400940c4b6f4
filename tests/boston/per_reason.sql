-- By category. The 20 with most cases.
-- Name, cases, cases with closing and target, of these closed by the target, their share (null of none), hours from opening to
-- closing: mean, median, nine tenths.
-- Quantiles by exact ranks, between two ranks linearly (percentile_cont rounds the weight between them).
WITH named AS (
    SELECT attributes['reason'] AS name, finished_at, promised_due_at,
           (date_part('epoch', finished_at) - date_part('epoch', applied_at)) / 3600 AS hours
    FROM "case" WHERE centre = 'boston'
), ranked AS (
    SELECT name, hours, row_number() OVER (PARTITION BY name ORDER BY hours) - 1 AS place, count(*) OVER (PARTITION BY name) AS n
    FROM named WHERE hours IS NOT NULL
), bounds AS (
    SELECT name, max(n) AS n, max(hours) FILTER (WHERE place = (n - 1) * 90 / 100) AS low,
           max(hours) FILTER (WHERE place = ((n - 1) * 90 + 99) / 100) AS high
    FROM ranked GROUP BY name
), counted AS (
    SELECT name, count(*) AS cases, count(*) FILTER (WHERE finished_at IS NOT NULL AND promised_due_at IS NOT NULL) AS judged,
           count(*) FILTER (WHERE finished_at <= promised_due_at) AS on_time, avg(hours) AS mean, median(hours) AS median
    FROM named GROUP BY name
)
SELECT counted.name, cases, judged, on_time, CAST(on_time AS DOUBLE) / nullif(judged, 0) AS rate, mean, median,
       low + (high - low) * ((n - 1) * 90 % 100) / 100 AS p90
FROM counted LEFT JOIN bounds ON bounds.name = counted.name
ORDER BY cases DESC, counted.name LIMIT 20
