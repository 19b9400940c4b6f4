-- Cases without a planned end.
SELECT count(*) FROM "case" WHERE promised_due_at IS NULL
