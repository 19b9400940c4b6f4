-- The ten most frequent pairs that follow each other, with the seconds between them: mean, median, least, most.
WITH pairs AS (
    SELECT {activity} AS one, lead({activity}) OVER (PARTITION BY case_no ORDER BY link_end, link_seq) AS next,
           date_part('epoch', lead(link_end) OVER (PARTITION BY case_no ORDER BY link_end, link_seq)) - date_part('epoch', link_end) AS seconds
    FROM link
)
SELECT one, next, avg(seconds) AS mean, median(seconds) AS median, min(seconds) AS min, max(seconds) AS max
FROM pairs WHERE next IS NOT NULL GROUP BY one, next ORDER BY count(*) DESC, one, next LIMIT 10
