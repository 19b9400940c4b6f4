-- Cases with end and planned end: later, equal, earlier.
SELECT count(*) FILTER (WHERE finished_at > promised_due_at) AS later, count(*) FILTER (WHERE finished_at = promised_due_at) AS equal,
       count(*) FILTER (WHERE finished_at < promised_due_at) AS earlier
FROM "case"
