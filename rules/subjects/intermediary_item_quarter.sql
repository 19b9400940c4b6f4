-- subject: intermediary_item_quarter
-- zh: 中介·事项·季
-- en: one intermediary and one item in a quarter
-- doc: Cases of one item that were accepted in a quarter, and how many of them came with one intermediary.
-- from: case
-- key: intermediary_code code 中介机构 | intermediary
-- key: item_impl_code code 实施编码 | item
-- key: quarter date 季度 | first day of the quarter of acceptance
-- column: case_count int 中介办件数 | cases that named this intermediary
-- column: total_count int 办件总数 | all cases of the item
-- window: quarter
-- judging: period_end
-- footprint: centre, item_impl_code, accepted_at -> quarter; intermediary_code
WITH named AS (
    SELECT centre, intermediary_code, item_impl_code, CAST(date_trunc('quarter', local_day(accepted_at)) AS DATE) AS quarter, count(*) AS case_count
    FROM "case"
    WHERE item_impl_code IS NOT NULL AND accepted_at IS NOT NULL
    GROUP BY centre, intermediary_code, item_impl_code, CAST(date_trunc('quarter', local_day(accepted_at)) AS DATE)
),
share AS (
    SELECT
        centre,
        intermediary_code,
        item_impl_code,
        quarter,
        case_count,
        sum(case_count) OVER (PARTITION BY centre, item_impl_code, quarter) AS total_count
    FROM named
)
SELECT
    centre,
    intermediary_code,
    item_impl_code,
    quarter,
    local_midnight(CAST(quarter + INTERVAL '3 months' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    case_count,
    total_count
FROM share
WHERE intermediary_code IS NOT NULL
