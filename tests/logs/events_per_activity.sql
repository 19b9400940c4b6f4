-- Activity, events; the 20 most frequent.
SELECT {activity} AS activity, count(*) AS n FROM link GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
