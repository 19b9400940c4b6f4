-- First steps, in the file's order.
WITH placed AS (
    SELECT link_name, row_number() OVER (PARTITION BY case_no ORDER BY link_seq) AS place FROM link WHERE centre = 'wabo'
)
SELECT link_name, count(*) AS cases FROM placed WHERE place = 1 GROUP BY link_name ORDER BY cases DESC, link_name LIMIT 10
