-- Distinct case numbers.
SELECT count(DISTINCT case_no) FROM "case" WHERE centre = 'boston'
