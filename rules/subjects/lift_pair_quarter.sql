-- subject: lift_pair_quarter
-- zh: 摘牌人·季
-- en: two people who lift cards together, by quarter
-- doc: Cards that were lifted in a quarter, and how many of them one pair of people lifted. The pair is the same whoever of them comes first.
-- from: alert
-- key: decider_a code 摘牌人一 | first of the pair, by code
-- key: decider_b code 摘牌人二 | second of the pair
-- key: quarter date 季度 | first day of the quarter of the lift
-- column: lifted_count int 两人摘牌数 | cards that this pair lifted
-- column: total_count int 摘牌总数 | all cards that were lifted
-- window: quarter
-- judging: period_end
-- footprint: centre, lifted_at -> quarter; decider_a, decider_b
WITH lifted AS (
    SELECT centre, decider_a, decider_b, CAST(date_trunc('quarter', local_day(lifted_at)) AS DATE) AS quarter, count(*) AS lifted_count
    FROM alert
    WHERE lifted_at IS NOT NULL
    GROUP BY centre, decider_a, decider_b, CAST(date_trunc('quarter', local_day(lifted_at)) AS DATE)
),
share AS (
    SELECT centre, decider_a, decider_b, quarter, lifted_count, sum(lifted_count) OVER (PARTITION BY centre, quarter) AS total_count
    FROM lifted
)
SELECT
    centre,
    decider_a,
    decider_b,
    quarter,
    local_midnight(CAST(quarter + INTERVAL '3 months' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    lifted_count,
    total_count
FROM share
WHERE decider_a IS NOT NULL
  AND decider_b IS NOT NULL
