-- Events that repeat an activity of their case.
WITH repeated AS (
    SELECT case_no, {activity} AS activity, count(*) AS n FROM link GROUP BY 1, 2
)
SELECT sum(n - 1) FROM repeated
