-- Activity, cases in which it occurs; the 20 most frequent.
SELECT {activity} AS activity, count(DISTINCT case_no) AS n FROM link GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
