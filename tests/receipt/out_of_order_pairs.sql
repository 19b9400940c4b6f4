-- Steps that follow one of a later instant in the file.
WITH pairs AS (
    SELECT case_no, link_end, lag(link_end) OVER (PARTITION BY case_no ORDER BY link_seq) AS before
    FROM link WHERE centre = 'wabo'
)
SELECT count(*) FROM pairs WHERE link_end < before
