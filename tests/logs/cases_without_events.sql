-- Cases without a step.
SELECT count(*) FROM "case" WHERE case_no NOT IN (SELECT case_no FROM link)
