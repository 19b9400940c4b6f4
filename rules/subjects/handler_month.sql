-- subject: handler_month
-- zh: 经办人·月
-- en: one handler in one month
-- doc: What a member of staff decided in a month, beside the twelve months before, and how long the items that he accepted cases of usually take beside those of his window.
-- from: case
-- key: handler_id code 经办人 | who decided or accepted
-- key: month date 月份 | first day of the month
-- column: decided int 决定数 | cases he decided in the month
-- column: denied int 不予许可数 | of those, denied
-- column: denial_rate int 否定率(万分之一) | denied in ten-thousandths of decided; null without a decision
-- column: months_decided int 有决定的月数 | of the twelve of his months before, those with a decision
-- column: denial_mean int 前12月平均否定率 | mean of the rates of those months, in ten-thousandths
-- column: denial_deviation int 前12月否定率标准差 | standard deviation of those rates, in ten-thousandths
-- column: accepted int 受理数 | cases he accepted that finished in the month
-- column: usual_minutes int 经手事项通常用时 | mean minutes from acceptance to finish that the items of those cases took in the month
-- column: window_accepted int 窗口受理数 | cases that all of his windows accepted and that finished in the month
-- column: window_usual_minutes int 窗口事项通常用时 | the same mean over those
-- window: month
-- judging: period_end
-- footprint: centre, approver_id, decision_at -> month, acceptor_id, finished_at -> month; decision, item_impl_code, window_id, accepted_at
WITH decided AS (
    SELECT
        centre,
        approver_id AS handler_id,
        CAST(date_trunc('month', local_day(decision_at)) AS DATE) AS month,
        count(*) AS decided,
        sum(CASE WHEN decision = 'denied' THEN 1 ELSE 0 END) AS denied
    FROM "case"
    WHERE approver_id IS NOT NULL AND decision_at IS NOT NULL AND decision IS NOT NULL
    GROUP BY centre, approver_id, CAST(date_trunc('month', local_day(decision_at)) AS DATE)
),
done AS (
    SELECT
        centre,
        acceptor_id AS handler_id,
        window_id,
        item_impl_code,
        CAST(date_trunc('month', local_day(finished_at)) AS DATE) AS month,
        (arrow_cast(finished_at, 'Int64') - arrow_cast(accepted_at, 'Int64')) / 60000000 AS minutes
    FROM "case"
    WHERE acceptor_id IS NOT NULL AND window_id IS NOT NULL AND item_impl_code IS NOT NULL AND finished_at >= accepted_at
),
usual AS (
    SELECT centre, item_impl_code, month, sum(minutes) / count(*) AS minutes
    FROM done
    GROUP BY centre, item_impl_code, month
),
weighed AS (
    SELECT d.centre, d.handler_id, d.window_id, d.month, count(*) AS accepted, sum(u.minutes) AS minutes
    FROM done d
    JOIN usual u ON u.centre = d.centre AND u.item_impl_code = d.item_impl_code AND u.month = d.month
    GROUP BY d.centre, d.handler_id, d.window_id, d.month
),
of_window AS (
    SELECT centre, window_id, month, sum(accepted) AS accepted, sum(minutes) AS minutes
    FROM weighed
    GROUP BY centre, window_id, month
),
accepted AS (
    SELECT
        h.centre,
        h.handler_id,
        h.month,
        sum(h.accepted) AS accepted,
        sum(h.minutes) / sum(h.accepted) AS usual_minutes,
        sum(w.accepted) AS window_accepted,
        sum(w.minutes) / sum(w.accepted) AS window_usual_minutes
    FROM weighed h
    JOIN of_window w ON w.centre = h.centre AND w.window_id = h.window_id AND w.month = h.month
    GROUP BY h.centre, h.handler_id, h.month
),
cell AS (
    SELECT
        coalesce(d.centre, a.centre) AS centre,
        coalesce(d.handler_id, a.handler_id) AS handler_id,
        coalesce(d.month, a.month) AS month,
        coalesce(d.decided, 0) AS decided,
        coalesce(d.denied, 0) AS denied,
        d.denied * 10000 / d.decided AS denial_rate,
        coalesce(a.accepted, 0) AS accepted,
        a.usual_minutes,
        coalesce(a.window_accepted, 0) AS window_accepted,
        a.window_usual_minutes
    FROM decided d
    FULL JOIN accepted a ON a.centre = d.centre AND a.handler_id = d.handler_id AND a.month = d.month
),
row_of_month AS (
    SELECT
        *,
        count(denial_rate) OVER year_before AS months_decided,
        sum(denial_rate) OVER year_before AS rates,
        sum(denial_rate * denial_rate) OVER year_before AS squares
    FROM cell
    WINDOW year_before AS (PARTITION BY centre, handler_id ORDER BY month ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING)
)
SELECT
    centre,
    handler_id,
    month,
    local_midnight(CAST(month + INTERVAL '1 month' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    decided,
    denied,
    denial_rate,
    months_decided,
    rates / nullif(months_decided, 0) AS denial_mean,
    arrow_cast(floor(sqrt(greatest(squares / nullif(months_decided, 0) - (rates / nullif(months_decided, 0)) * (rates / nullif(months_decided, 0)), 0))), 'Int64') AS denial_deviation,
    accepted,
    usual_minutes,
    window_accepted,
    window_usual_minutes
FROM row_of_month
