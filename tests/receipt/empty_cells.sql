-- Rows whose case has no group, and no end.
SELECT name, missing FROM (
    SELECT 1 AS place, 'case:group' AS name, count(*) AS missing
    FROM link l JOIN "case" c ON c.centre = l.centre AND c.case_no = l.case_no WHERE c.centre = 'wabo' AND c.attributes['group'] IS NULL
    UNION ALL SELECT 2, 'case:enddate', count(*)
    FROM link l JOIN "case" c ON c.centre = l.centre AND c.case_no = l.case_no WHERE c.centre = 'wabo' AND c.finished_at IS NULL
) ORDER BY place
