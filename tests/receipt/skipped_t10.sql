-- Cases with step T06 and without step T10.
WITH done AS (
    SELECT case_no, count(*) FILTER (WHERE link_name = 'T06 Determine necessity of stop advice') AS advised,
           count(*) FILTER (WHERE link_name = 'T10 Determine necessity to stop indication') AS decided
    FROM link WHERE centre = 'wabo' GROUP BY case_no
)
SELECT count(*) FROM done WHERE advised > 0 AND decided = 0
