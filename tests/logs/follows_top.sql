-- Activity, the one that follows it, how often; the most frequent.
WITH pairs AS (
    SELECT {activity} AS one, lead({activity}) OVER (PARTITION BY case_no ORDER BY {order}) AS next FROM link
)
SELECT one, next, count(*) AS n FROM pairs WHERE next IS NOT NULL GROUP BY one, next ORDER BY 3 DESC, 1, 2 LIMIT {limit}
