-- subject: file_use
-- zh: 附件使用
-- en: one file among the materials of several applicants
-- doc: While two or more different applicants have handed in one and the same file. One row for each stretch in which the number stays the same.
-- from: material, case
-- key: file_hash code 文件指纹 | hash of the file
-- column: applicant_count int 申请人数 | different applicants that had handed it in by then
-- window: sliding from the first use on
-- judging: member_change
-- footprint: centre, file_hash; taken_at, applicant_key
WITH used AS (
    SELECT m.centre, m.file_hash, c.applicant_key, min(m.taken_at) AS at
    FROM material m
    JOIN "case" c ON c.centre = m.centre AND c.case_no = m.case_no
    WHERE m.file_hash IS NOT NULL
      AND m.taken_at IS NOT NULL
      AND c.applicant_key IS NOT NULL
    GROUP BY m.centre, m.file_hash, c.applicant_key
),
moment AS (
    SELECT centre, file_hash, at, count(*) AS entered
    FROM used
    GROUP BY centre, file_hash, at
),
stretch AS (
    SELECT
        centre,
        file_hash,
        at AS since,
        lead(at) OVER (PARTITION BY centre, file_hash ORDER BY at) AS ended_at,
        sum(entered) OVER (
            PARTITION BY centre, file_hash
            ORDER BY at
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS applicant_count
    FROM moment
)
SELECT centre, file_hash, since, ended_at, applicant_count
FROM stretch
WHERE applicant_count >= 2
