-- The most frequent sequences of steps, in the file's order.
WITH variants AS (
    SELECT case_no, string_agg(link_name, '|' ORDER BY link_seq) AS sequence FROM link WHERE centre = 'wabo' GROUP BY case_no
)
SELECT count(*) AS cases, sequence FROM variants GROUP BY sequence ORDER BY cases DESC, sequence LIMIT 5
