-- subject: rating_burst
-- zh: 集中评价
-- en: ratings from one device or phone within a sliding minute
-- doc: While two or more ratings that were given, not assumed, came from one device or one phone in the last 60 seconds. One row for each stretch in which the number stays the same.
-- from: rating
-- key: given_by code 来自 | device or phone
-- key: token key 设备或手机 | token of the device or the phone
-- column: rating_count int 评价数 | ratings with rated_at in (t - 60 s, t]
-- window: sliding 60 seconds
-- judging: member_change
-- footprint: centre, device_key, phone_key; rated_at, is_defaulted
WITH given AS (
    SELECT centre, 'device' AS given_by, device_key AS token, rated_at FROM rating WHERE device_key IS NOT NULL AND rated_at IS NOT NULL AND NOT is_defaulted
    UNION ALL
    SELECT centre, 'phone' AS given_by, phone_key AS token, rated_at FROM rating WHERE phone_key IS NOT NULL AND rated_at IS NOT NULL AND NOT is_defaulted
),
member AS (
    SELECT
        centre,
        given_by,
        token,
        rated_at,
        lag(rated_at) OVER (PARTITION BY centre, given_by, token ORDER BY rated_at) AS previous_at,
        lead(rated_at) OVER (PARTITION BY centre, given_by, token ORDER BY rated_at) AS next_at
    FROM given
),
neighbour AS (
    SELECT centre, given_by, token, rated_at
    FROM member
    WHERE rated_at < previous_at + INTERVAL '60 seconds'
       OR next_at < rated_at + INTERVAL '60 seconds'
),
step AS (
    SELECT centre, given_by, token, rated_at AS at, 1 AS change FROM neighbour
    UNION ALL
    SELECT centre, given_by, token, rated_at + INTERVAL '60 seconds' AS at, -1 AS change FROM neighbour
),
moment AS (
    SELECT centre, given_by, token, at, sum(change) AS change
    FROM step
    GROUP BY centre, given_by, token, at
),
stretch AS (
    SELECT
        centre,
        given_by,
        token,
        at AS since,
        lead(at) OVER (PARTITION BY centre, given_by, token ORDER BY at) AS ended_at,
        sum(change) OVER (
            PARTITION BY centre, given_by, token
            ORDER BY at
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS rating_count
    FROM moment
)
SELECT centre, given_by, token, since, ended_at, rating_count
FROM stretch
WHERE rating_count >= 2
