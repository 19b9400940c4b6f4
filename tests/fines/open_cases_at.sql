-- Day, cases of which an event lies on or before it and another behind it.
SELECT day, count(*) AS n
FROM (SELECT local_day(min(link_end), '{centre}') AS first, local_day(max(link_end), '{centre}') AS last FROM link GROUP BY case_no) AS spans
JOIN (VALUES ('2003-12-31'), ('2005-06-30'), ('2008-12-31'), ('2010-12-31')) AS days(day)
  ON first <= CAST(day AS DATE) AND last > CAST(day AS DATE)
GROUP BY day ORDER BY day
