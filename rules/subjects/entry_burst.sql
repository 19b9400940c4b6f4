-- subject: entry_burst
-- zh: 集中录入
-- en: finished cases keyed in by one user within sliding ten minutes
-- doc: While two or more cases that were finished before they were keyed in were first keyed in by one user in the last 600 seconds. One row for each stretch in which the number stays the same.
-- from: case
-- key: created_by code 录入人 | who keyed them in
-- column: finished_count int 已办结办件数 | cases with created_at in (t - 600 s, t] whose finish lies before created_at
-- window: sliding 600 seconds
-- judging: member_change
-- footprint: centre, created_by; created_at, finished_at
WITH member AS (
    SELECT
        centre,
        created_by,
        created_at,
        lag(created_at) OVER (PARTITION BY centre, created_by ORDER BY created_at) AS previous_at,
        lead(created_at) OVER (PARTITION BY centre, created_by ORDER BY created_at) AS next_at
    FROM "case"
    WHERE created_by IS NOT NULL
      AND finished_at < created_at
),
neighbour AS (
    SELECT centre, created_by, created_at
    FROM member
    WHERE created_at < previous_at + INTERVAL '600 seconds'
       OR next_at < created_at + INTERVAL '600 seconds'
),
step AS (
    SELECT centre, created_by, created_at AS at, 1 AS change FROM neighbour
    UNION ALL
    SELECT centre, created_by, created_at + INTERVAL '600 seconds' AS at, -1 AS change FROM neighbour
),
moment AS (
    SELECT centre, created_by, at, sum(change) AS change
    FROM step
    GROUP BY centre, created_by, at
),
stretch AS (
    SELECT
        centre,
        created_by,
        at AS since,
        lead(at) OVER (PARTITION BY centre, created_by ORDER BY at) AS ended_at,
        sum(change) OVER (
            PARTITION BY centre, created_by
            ORDER BY at
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS finished_count
    FROM moment
)
SELECT centre, created_by, since, ended_at, finished_count
FROM stretch
WHERE finished_count >= 2
