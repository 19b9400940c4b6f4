-- Activity that is done again in its case, least number of other events between; the 20 with least.
WITH places AS (
    SELECT {activity} AS activity, row_number() OVER (PARTITION BY case_no ORDER BY link_end, link_seq) AS place, case_no FROM link
), again AS (
    SELECT activity, place - lag(place) OVER (PARTITION BY case_no, activity ORDER BY place) - 1 AS distance FROM places
)
SELECT activity, min(distance) AS distance FROM again WHERE distance IS NOT NULL GROUP BY 1 ORDER BY 2, 1 LIMIT 20
