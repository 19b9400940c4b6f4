-- subject: double_entry
-- zh: 短时重复申报
-- en: one applicant and one item within a sliding minute
-- doc: While two or more cases of one item and one applicant lie in the last 60 seconds by applied_at. One row for each stretch in which the number stays the same.
-- from: case
-- key: applicant_key key 申请人 | token of the applicant's number
-- key: item_impl_code code 实施编码 | item
-- column: case_count int 办件数 | cases with applied_at in (t - 60 s, t], 2 or more
-- window: sliding 60 seconds
-- judging: member_change
-- footprint: centre, applicant_key, item_impl_code; applied_at
WITH member AS (
    SELECT
        centre,
        applicant_key,
        item_impl_code,
        applied_at,
        lag(applied_at) OVER (PARTITION BY centre, applicant_key, item_impl_code ORDER BY applied_at) AS previous_at,
        lead(applied_at) OVER (PARTITION BY centre, applicant_key, item_impl_code ORDER BY applied_at) AS next_at
    FROM "case"
    WHERE applicant_key IS NOT NULL
      AND item_impl_code IS NOT NULL
      AND applied_at IS NOT NULL
),
-- Nearly every case stands alone; only those with a neighbour inside the window can make a pair.
neighbour AS (
    SELECT centre, applicant_key, item_impl_code, applied_at
    FROM member
    WHERE applied_at < previous_at + INTERVAL '60 seconds'
       OR next_at < applied_at + INTERVAL '60 seconds'
),
-- A case enters the window when it is applied for and leaves it 60 seconds later: (t - 60 s, t] holds its end, not its beginning.
step AS (
    SELECT centre, applicant_key, item_impl_code, applied_at AS at, 1 AS change FROM neighbour
    UNION ALL
    SELECT centre, applicant_key, item_impl_code, applied_at + INTERVAL '60 seconds' AS at, -1 AS change FROM neighbour
),
-- All changes of one instant are one: what leaves as another enters makes no pair.
moment AS (
    SELECT centre, applicant_key, item_impl_code, at, sum(change) AS change
    FROM step
    GROUP BY centre, applicant_key, item_impl_code, at
),
stretch AS (
    SELECT
        centre,
        applicant_key,
        item_impl_code,
        at AS since,
        lead(at) OVER (PARTITION BY centre, applicant_key, item_impl_code ORDER BY at) AS ended_at,
        sum(change) OVER (
            PARTITION BY centre, applicant_key, item_impl_code
            ORDER BY at
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS case_count
    FROM moment
)
SELECT centre, applicant_key, item_impl_code, since, ended_at, case_count
FROM stretch
WHERE case_count >= 2
