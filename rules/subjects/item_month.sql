-- subject: item_month
-- zh: 事项·月
-- en: one item in one month
-- doc: What became of an item's cases in a month, beside the month before and the twelve months before. Months begin with the first in which the centre received a case.
-- from: case, item
-- key: item_impl_code code 实施编码 | item
-- key: month date 月份 | first day of the month
-- column: received int 收件数 | cases received in the month
-- column: finished int 办结数 | cases that stopped and finished in the month, immediate ones left out
-- column: overdue int 超期数 | of those, the ones that stopped after their promised limit
-- column: finished_before int 上月办结数 | the same of the month before
-- column: overdue_before int 上月超期数 | the same of the month before
-- column: decided int 决定数 | cases decided in the month
-- column: denied int 不予许可数 | of those, denied
-- column: denial_rate int 否定率(万分之一) | denied in ten-thousandths of decided; null without a decision
-- column: months_decided int 有决定的月数 | of the twelve months before, those with a decision
-- column: denial_mean int 前12月平均否定率 | mean of the rates of those months, in ten-thousandths
-- column: denial_deviation int 前12月否定率标准差 | standard deviation of those rates, in ten-thousandths
-- column: months_without_case int 连续无办件月数 | months up to this one without a case received
-- column: is_in_force bool 有效 | a version of the item is in force on the last day of the month
-- column: used_share int 用时占比(万分之一) | lower median of days used in ten-thousandths of days promised, of the finished cases
-- column: months_used int 近6月有办结月数 | of this month and the five before, those with such a share
-- column: used_share_most int 近6月最大占比 | greatest share of those months
-- window: month
-- judging: period_end
-- footprint: centre, item_impl_code, received_at -> month, finished_at -> month, decision_at -> month; decision, clock_stop_at, promised_over_at, elapsed_wd, promised_days
WITH bounds AS (
    SELECT centre, CAST(date_trunc('month', local_day(min(received_at))) AS DATE) AS first_month, CAST(date_trunc('month', local_day(max(last_event_at))) AS DATE) AS last_month
    FROM "case"
    WHERE received_at IS NOT NULL
    GROUP BY centre
),
month AS (
    SELECT DISTINCT c.centre, CAST(date_trunc('month', local_day(c.last_event_at)) AS DATE) AS month
    FROM "case" c JOIN bounds b ON b.centre = c.centre
    WHERE c.last_event_at IS NOT NULL AND CAST(date_trunc('month', local_day(c.last_event_at)) AS DATE) >= b.first_month
    UNION
    SELECT DISTINCT centre, CAST(date_trunc('month', local_day(received_at)) AS DATE) FROM "case" WHERE received_at IS NOT NULL
),
code AS (
    SELECT centre, item_impl_code FROM item
    UNION
    SELECT centre, item_impl_code FROM "case" WHERE item_impl_code IS NOT NULL
),
received AS (
    SELECT centre, item_impl_code, CAST(date_trunc('month', local_day(received_at)) AS DATE) AS month, count(*) AS received
    FROM "case"
    WHERE item_impl_code IS NOT NULL AND received_at IS NOT NULL
    GROUP BY centre, item_impl_code, CAST(date_trunc('month', local_day(received_at)) AS DATE)
),
ended AS (
    SELECT
        centre,
        item_impl_code,
        CAST(date_trunc('month', local_day(finished_at)) AS DATE) AS month,
        clock_stop_at >= promised_over_at AS is_overdue,
        CASE WHEN promised_days > 0 THEN elapsed_wd * 10000 / promised_days END AS used_share
    FROM "case"
    WHERE item_impl_code IS NOT NULL AND finished_at IS NOT NULL AND coalesce(case_type, 0) <> 1
),
ranked AS (
    SELECT
        centre,
        item_impl_code,
        month,
        is_overdue,
        used_share,
        row_number() OVER (PARTITION BY centre, item_impl_code, month ORDER BY used_share NULLS LAST) AS place,
        count(used_share) OVER (PARTITION BY centre, item_impl_code, month) AS shares
    FROM ended
),
finished AS (
    SELECT
        centre,
        item_impl_code,
        month,
        count(*) AS finished,
        sum(CASE WHEN is_overdue THEN 1 ELSE 0 END) AS overdue,
        max(CASE WHEN place = (shares + 1) / 2 THEN used_share END) AS used_share
    FROM ranked
    GROUP BY centre, item_impl_code, month
),
decided AS (
    SELECT
        centre,
        item_impl_code,
        CAST(date_trunc('month', local_day(decision_at)) AS DATE) AS month,
        count(*) AS decided,
        sum(CASE WHEN decision = 'denied' THEN 1 ELSE 0 END) AS denied
    FROM "case"
    WHERE item_impl_code IS NOT NULL AND decision_at IS NOT NULL AND decision IS NOT NULL
    GROUP BY centre, item_impl_code, CAST(date_trunc('month', local_day(decision_at)) AS DATE)
),
cell AS (
    SELECT
        m.centre,
        i.item_impl_code,
        m.month,
        arrow_cast(row_number() OVER (PARTITION BY m.centre, i.item_impl_code ORDER BY m.month), 'Int64') AS place,
        coalesce(r.received, 0) AS received,
        coalesce(f.finished, 0) AS finished,
        coalesce(f.overdue, 0) AS overdue,
        f.used_share,
        coalesce(d.decided, 0) AS decided,
        coalesce(d.denied, 0) AS denied,
        d.denied * 10000 / d.decided AS denial_rate
    FROM month m
    JOIN code i ON i.centre = m.centre
    LEFT JOIN received r ON r.centre = m.centre AND r.item_impl_code = i.item_impl_code AND r.month = m.month
    LEFT JOIN finished f ON f.centre = m.centre AND f.item_impl_code = i.item_impl_code AND f.month = m.month
    LEFT JOIN decided d ON d.centre = m.centre AND d.item_impl_code = i.item_impl_code AND d.month = m.month
),
row_of_month AS (
    SELECT
        *,
        place - coalesce(max(CASE WHEN received > 0 THEN place END) OVER upto, 0) AS months_without_case,
        lag(finished) OVER in_order AS finished_before,
        lag(overdue) OVER in_order AS overdue_before,
        count(denial_rate) OVER year_before AS months_decided,
        sum(denial_rate) OVER year_before AS rates,
        sum(denial_rate * denial_rate) OVER year_before AS squares,
        count(used_share) OVER half_year AS months_used,
        max(used_share) OVER half_year AS used_share_most
    FROM cell
    WINDOW
        in_order AS (PARTITION BY centre, item_impl_code ORDER BY month),
        upto AS (PARTITION BY centre, item_impl_code ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        year_before AS (PARTITION BY centre, item_impl_code ORDER BY month ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING),
        half_year AS (PARTITION BY centre, item_impl_code ORDER BY month ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)
),
in_force AS (
    SELECT DISTINCT r.centre, r.item_impl_code, r.month
    FROM row_of_month r
    JOIN item v ON v.centre = r.centre AND v.item_impl_code = r.item_impl_code
    WHERE v.valid_from < CAST(r.month + INTERVAL '1 month' AS DATE)
      AND (v.valid_to IS NULL OR v.valid_to >= CAST(r.month + INTERVAL '1 month' - INTERVAL '1 day' AS DATE))
)
SELECT
    r.centre,
    r.item_impl_code,
    r.month,
    local_midnight(CAST(r.month + INTERVAL '1 month' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    r.received,
    r.finished,
    r.overdue,
    r.finished_before,
    r.overdue_before,
    r.decided,
    r.denied,
    r.denial_rate,
    r.months_decided,
    r.rates / nullif(r.months_decided, 0) AS denial_mean,
    arrow_cast(floor(sqrt(greatest(r.squares / nullif(r.months_decided, 0) - (r.rates / nullif(r.months_decided, 0)) * (r.rates / nullif(r.months_decided, 0)), 0))), 'Int64') AS denial_deviation,
    r.months_without_case,
    f.month IS NOT NULL AS is_in_force,
    r.used_share,
    r.months_used,
    r.used_share_most
FROM row_of_month r
LEFT JOIN in_force f ON f.centre = r.centre AND f.item_impl_code = r.item_impl_code AND f.month = r.month
