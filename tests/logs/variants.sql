-- Different sequences of activities.
WITH sequences AS (
    SELECT case_no, string_agg({activity}, chr(1) ORDER BY {order}) AS steps FROM link GROUP BY case_no
)
SELECT count(DISTINCT steps) FROM sequences
