-- Requests answered before they were submitted.
SELECT count(*) FROM "case" WHERE centre = 'foia' AND finished_at < applied_at
