-- Different numbers of cases.
SELECT count(DISTINCT case_no) FROM "case" WHERE centre = 'wabo'
