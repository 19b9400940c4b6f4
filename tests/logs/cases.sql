-- Cases.
SELECT count(*) FROM "case"
