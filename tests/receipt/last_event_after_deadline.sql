-- Cases with a step after their deadline.
WITH steps AS (SELECT case_no, min(link_end) AS first, max(link_end) AS last FROM link WHERE centre = 'wabo' GROUP BY case_no)
SELECT count(*) FROM "case" c JOIN steps s ON s.case_no = c.case_no WHERE c.centre = 'wabo' AND s.last > c.promised_due_at
