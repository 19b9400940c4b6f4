-- Activity, cases in which it is done twice or more; the most frequent.
WITH repeated AS (
    SELECT case_no, {activity} AS activity, count(*) AS n FROM link GROUP BY 1, 2
)
SELECT activity, count(*) AS cases FROM repeated WHERE n > 1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit}
