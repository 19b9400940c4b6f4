-- Local days from one activity to another, in cases that have both; how many beyond a limit.
-- Quantiles by exact ranks, between two ranks linearly (percentile_cont rounds the weight between them).
WITH days AS (
    SELECT case_no,
           min(arrow_cast(local_day(link_end, '{centre}'), 'Int32')) FILTER (WHERE link_name = '{from}') AS begun,
           first_value(arrow_cast(local_day(link_end, '{centre}'), 'Int32') ORDER BY link_seq) FILTER (WHERE link_name = '{to}') AS ended
    FROM link GROUP BY case_no
), ranked AS (
    SELECT x, row_number() OVER (ORDER BY x) - 1 AS place, count(*) OVER () AS n
    FROM (
        SELECT CAST(ended - begun AS DOUBLE) AS x FROM days
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
SELECT n AS cases_with_both, (SELECT count(*) FROM days WHERE ended - begun > {limit}) AS late,
       (SELECT count(*) FROM days WHERE ended - begun = {limit}) AS exactly_at_limit,
       (SELECT count(*) FROM days WHERE ended - begun < 0) AS negative,
       n AS days_n, min AS days_min, mean AS days_mean, median AS days_median,
       p90_low + (p90_high - p90_low) * ((n - 1) * 90 % 100) / 100 AS days_p90_linear, p90_nearest_rank AS days_p90_nearest_rank,
       p95_low + (p95_high - p95_low) * ((n - 1) * 95 % 100) / 100 AS days_p95_linear, max AS days_max
FROM bounds
