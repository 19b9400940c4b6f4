-- Cases with neighbours in the file of which the second is earlier.
WITH pairs AS (
    SELECT case_no, link_end, lag(link_end) OVER (PARTITION BY case_no ORDER BY link_seq) AS before FROM link
)
SELECT count(DISTINCT case_no) FROM pairs WHERE link_end < before
