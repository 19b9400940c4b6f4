-- The most frequent sequences of activities. What stands between two activities sorts before every letter, so that ties come as lists would.
WITH sequences AS (
    SELECT case_no, string_agg({activity}, chr(1) ORDER BY {order}) AS steps FROM link GROUP BY case_no
)
SELECT count(*) AS cases, replace(steps, chr(1), '|') AS sequence
FROM sequences GROUP BY steps ORDER BY count(*) DESC, steps LIMIT 5
