-- Responsible actor, cases, those that ended, of these within 56 days, their share, median of days.
WITH timed AS (SELECT attributes['responsible'] AS actor, arrow_cast(local_day(finished_at, '{centre}'), 'Int32') - arrow_cast(local_day(accepted_at, '{centre}'), 'Int32') AS days FROM "case")
SELECT actor, count(*) AS n, count(days) AS ended, count(*) FILTER (WHERE days <= 56) AS within,
       CAST(count(*) FILTER (WHERE days <= 56) AS DOUBLE) / nullif(count(days), 0) AS rate, median(CAST(days AS DOUBLE)) AS median
FROM timed GROUP BY 1 ORDER BY 2 DESC, 1
