-- Steps beyond the first of their name in a case.
WITH repeated AS (
    SELECT case_no, link_name, count(*) AS times FROM link WHERE centre = 'wabo' GROUP BY case_no, link_name
)
SELECT sum(times - 1) FROM repeated
