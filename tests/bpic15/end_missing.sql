-- Cases without an end.
SELECT count(*) FROM "case" WHERE finished_at IS NULL
