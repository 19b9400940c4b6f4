-- Closed before they were opened.
SELECT count(*) FROM "case" WHERE centre = 'boston' AND finished_at < applied_at
