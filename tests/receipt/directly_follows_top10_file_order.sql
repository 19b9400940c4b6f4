-- Pairs of steps that follow each other, in the file's order.
WITH steps AS (
    SELECT link_name, link_user, lead(link_name) OVER w AS next_name, lead(link_user) OVER w AS next_user
    FROM link WHERE centre = 'wabo' WINDOW w AS (PARTITION BY case_no ORDER BY link_seq)
)
SELECT link_name, next_name, count(*) AS pairs FROM steps WHERE next_name IS NOT NULL
GROUP BY 1, 2 ORDER BY pairs DESC, link_name, next_name LIMIT 10
