-- Activity of a case's first or last event, cases; the ten most frequent.
WITH ends AS (
    SELECT {activity} AS activity, row_number() OVER (PARTITION BY case_no ORDER BY {order}) AS place FROM link
)
SELECT activity, count(*) AS n FROM ends WHERE place = 1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit}
