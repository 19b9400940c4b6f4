-- Cases with a concept case, of these those whose concept case is a case too.
SELECT count(*) AS n, count(known.case_no) AS known
FROM "case" LEFT JOIN (SELECT case_no FROM "case") AS known ON known.case_no = "case".attributes['concept_case']
WHERE "case".attributes['concept_case'] IS NOT NULL
