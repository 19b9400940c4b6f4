-- Cases that end before they start.
SELECT count(*) FROM "case" WHERE finished_at < accepted_at
