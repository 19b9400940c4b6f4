-- Hours between the steps of the most frequent pairs: pairs, mean, median.
WITH steps AS (
    SELECT link_name, lead(link_name) OVER w AS next_name,
           (date_part('epoch', lead(link_end) OVER w) - date_part('epoch', link_end)) / 3600 AS hours
    FROM link WHERE centre = 'wabo' WINDOW w AS (PARTITION BY case_no ORDER BY link_end, link_seq)
)
SELECT link_name, next_name, count(*) AS pairs, avg(hours) AS mean, median(hours) AS median
FROM steps WHERE next_name IS NOT NULL GROUP BY 1, 2 ORDER BY pairs DESC, link_name, next_name LIMIT 8
