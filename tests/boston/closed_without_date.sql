-- Closed by status, and without a closing time.
SELECT count(*) FROM "case" WHERE centre = 'boston' AND attributes['status'] = 'Closed' AND finished_at IS NULL
