-- Day, cases begun by then and not ended by then.
SELECT day, count(*) AS n
FROM "case" JOIN (VALUES ('2011-12-31'), ('2012-12-31'), ('2013-12-31'), ('2014-12-31')) AS days(day)
  ON local_day(accepted_at, '{centre}') <= CAST(day AS DATE) AND (finished_at IS NULL OR local_day(finished_at, '{centre}') > CAST(day AS DATE))
GROUP BY day ORDER BY day
