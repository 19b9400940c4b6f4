-- Sequences of steps that one case alone has, in the file's order.
WITH variants AS (
    SELECT case_no, string_agg(link_name, '|' ORDER BY link_seq) AS sequence FROM link WHERE centre = 'wabo' GROUP BY case_no
)
SELECT count(*) FROM (SELECT sequence FROM variants GROUP BY sequence HAVING count(*) = 1)
