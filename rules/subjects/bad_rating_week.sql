-- subject: bad_rating_week
-- zh: 一周差评
-- en: bad ratings of one window or item within sliding seven days
-- doc: While two or more bad ratings of one window or one item lie in the last seven times 24 hours. Ratings that were found mistaken, malicious or none of the service's are left out. One row for each stretch in which the number stays the same.
-- from: rating
-- key: rated_kind code 对象类型 | window or item
-- key: rated_code code 对象 | code of the window or the item
-- column: bad_count int 差评数 | bad ratings with rated_at in (t - 7 days, t]
-- window: sliding 604800 seconds
-- judging: member_change
-- footprint: centre, window_id, item_impl_code; rated_at, is_bad, verdict
WITH bad AS (
    SELECT centre, 'window' AS rated_kind, window_id AS rated_code, rated_at FROM rating
    WHERE window_id IS NOT NULL AND rated_at IS NOT NULL AND is_bad AND coalesce(verdict, '') NOT IN ('mistaken', 'malicious', 'outside_law')
    UNION ALL
    SELECT centre, 'item' AS rated_kind, item_impl_code AS rated_code, rated_at FROM rating
    WHERE item_impl_code IS NOT NULL AND rated_at IS NOT NULL AND is_bad AND coalesce(verdict, '') NOT IN ('mistaken', 'malicious', 'outside_law')
),
step AS (
    SELECT centre, rated_kind, rated_code, rated_at AS at, 1 AS change FROM bad
    UNION ALL
    SELECT centre, rated_kind, rated_code, rated_at + INTERVAL '604800 seconds' AS at, -1 AS change FROM bad
),
moment AS (
    SELECT centre, rated_kind, rated_code, at, sum(change) AS change
    FROM step
    GROUP BY centre, rated_kind, rated_code, at
),
stretch AS (
    SELECT
        centre,
        rated_kind,
        rated_code,
        at AS since,
        lead(at) OVER (PARTITION BY centre, rated_kind, rated_code ORDER BY at) AS ended_at,
        sum(change) OVER (
            PARTITION BY centre, rated_kind, rated_code
            ORDER BY at
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS bad_count
    FROM moment
)
SELECT centre, rated_kind, rated_code, since, ended_at, bad_count
FROM stretch
WHERE bad_count >= 2
