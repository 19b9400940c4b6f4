-- Open by status, and with a closing time.
SELECT count(*) FROM "case" WHERE centre = 'boston' AND attributes['status'] = 'Open' AND finished_at IS NOT NULL
