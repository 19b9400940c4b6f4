-- subject: licence_without_case
-- zh: 无办件的证照
-- en: a licence of the library without a case
-- doc: A licence that the licence library reports and that no case issued, from a day after its issue until a case of it begins.
-- from: library_licence, licence, case
-- key: licence_no text 证照编号 | number of the licence
-- column: dept_code code 部门 | department that reported it
-- column: issued_at ts 出证时间 | when it was issued
-- window: from 24 hours after the issue
-- judging: member_change
-- footprint: centre, licence_no; issued_at, first_event_at
WITH known AS (
    SELECT centre, licence_no, case_no FROM licence
    UNION
    SELECT centre, licence_no, case_no FROM "case" WHERE licence_no IS NOT NULL
),
begun AS (
    SELECT k.centre, k.licence_no, min(c.first_event_at) AS case_at
    FROM known k
    JOIN "case" c ON c.centre = k.centre AND c.case_no = k.case_no
    GROUP BY k.centre, k.licence_no
)
SELECT
    l.centre,
    l.licence_no,
    l.issued_at + INTERVAL '86400 seconds' AS since,
    b.case_at AS ended_at,
    l.dept_code,
    l.issued_at
FROM library_licence l
LEFT JOIN begun b ON b.centre = l.centre AND b.licence_no = l.licence_no
WHERE b.case_at IS NULL OR b.case_at > l.issued_at + INTERVAL '86400 seconds'
