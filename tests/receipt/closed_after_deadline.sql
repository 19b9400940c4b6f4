-- Closed cases: after the deadline, at it, before it.
SELECT count(*) FILTER (WHERE finished_at > promised_due_at), count(*) FILTER (WHERE finished_at = promised_due_at),
       count(*) FILTER (WHERE finished_at < promised_due_at)
FROM "case" WHERE centre = 'wabo'
