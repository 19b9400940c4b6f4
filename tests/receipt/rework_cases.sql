-- Cases in which some step was done twice or more.
WITH repeated AS (
    SELECT case_no, link_name, count(*) AS times FROM link WHERE centre = 'wabo' GROUP BY case_no, link_name
)
SELECT count(DISTINCT case_no) FROM repeated WHERE times > 1
