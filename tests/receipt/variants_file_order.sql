-- Different sequences of steps, in the file's order.
WITH variants AS (
    SELECT case_no, string_agg(link_name, '|' ORDER BY link_seq) AS sequence FROM link WHERE centre = 'wabo' GROUP BY case_no
)
SELECT count(DISTINCT sequence) FROM variants
