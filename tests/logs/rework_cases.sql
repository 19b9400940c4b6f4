-- Cases in which an activity is done twice or more.
WITH repeated AS (
    SELECT case_no, {activity} AS activity, count(*) AS n FROM link GROUP BY 1, 2
)
SELECT count(DISTINCT case_no) FROM repeated WHERE n > 1
