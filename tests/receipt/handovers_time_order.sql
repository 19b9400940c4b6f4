-- Steps that another person goes on after, in the order of their times.
WITH steps AS (
    SELECT link_name, link_user, lead(link_name) OVER w AS next_name, lead(link_user) OVER w AS next_user
    FROM link WHERE centre = 'wabo' WINDOW w AS (PARTITION BY case_no ORDER BY link_end, link_seq)
)
SELECT count(*) FROM steps WHERE next_user <> link_user
