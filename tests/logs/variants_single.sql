-- Sequences that one case follows.
WITH sequences AS (
    SELECT case_no, string_agg({activity}, chr(1) ORDER BY {order}) AS steps FROM link GROUP BY case_no
)
SELECT count(*) FROM (SELECT steps FROM sequences GROUP BY steps HAVING count(*) = 1)
