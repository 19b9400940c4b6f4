-- Closed cases.
SELECT count(finished_at) FROM "case" WHERE centre = 'wabo'
