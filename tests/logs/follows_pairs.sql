-- Different pairs of activities that follow each other.
WITH pairs AS (
    SELECT {activity} AS one, lead({activity}) OVER (PARTITION BY case_no ORDER BY {order}) AS next FROM link
)
SELECT count(*) FROM (SELECT DISTINCT one, next FROM pairs WHERE next IS NOT NULL)
