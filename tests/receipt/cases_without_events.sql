-- Cases without a step.
SELECT count(*) FROM "case" c LEFT JOIN link l ON l.centre = c.centre AND l.case_no = c.case_no
WHERE c.centre = 'wabo' AND l.case_no IS NULL
