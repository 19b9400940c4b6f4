-- Cases in which a step was done twice or more, by its name.
WITH repeated AS (
    SELECT case_no, link_name, count(*) AS times FROM link WHERE centre = 'wabo' GROUP BY case_no, link_name
)
SELECT link_name, count(*) AS cases FROM repeated WHERE times > 1 GROUP BY link_name ORDER BY cases DESC, link_name LIMIT 10
