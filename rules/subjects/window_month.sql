-- subject: window_month
-- zh: 窗口·月
-- en: one window in one month
-- doc: After which of its cases a window asked for a rating in a month, and how many of those who came for a question applied soon after.
-- from: service, case, ticket
-- key: window_id code 窗口 | window
-- key: month date 月份 | first day of the month
-- column: early int 按期服务数 | services of cases that stopped in time, of which it is known whether the applicant was asked
-- column: invited_early int 按期邀评数 | of those, where the applicant was asked to rate
-- column: late int 超期服务数 | services of cases that stopped late
-- column: invited_late int 超期邀评数 | of those, where the applicant was asked to rate
-- column: consult_tickets int 咨询号数 | tickets that ended as a question
-- column: consult_then_apply int 咨询后申报数 | of those, whose holder applied for the ticket's item within five days
-- window: month
-- judging: period_end
-- footprint: centre, window_id, done_at -> month, ended_at -> month; is_invited, ticket_status, person_key, item_impl_code, applied_at
WITH invited AS (
    SELECT
        s.centre,
        s.window_id,
        CAST(date_trunc('month', local_day(s.done_at)) AS DATE) AS month,
        sum(CASE WHEN c.clock_stop_at < c.promised_over_at THEN 1 ELSE 0 END) AS early,
        sum(CASE WHEN c.clock_stop_at < c.promised_over_at AND s.is_invited THEN 1 ELSE 0 END) AS invited_early,
        sum(CASE WHEN c.clock_stop_at >= c.promised_over_at THEN 1 ELSE 0 END) AS late,
        sum(CASE WHEN c.clock_stop_at >= c.promised_over_at AND s.is_invited THEN 1 ELSE 0 END) AS invited_late
    FROM service s
    JOIN "case" c ON c.centre = s.centre AND c.case_no = s.case_no
    WHERE s.window_id IS NOT NULL AND s.done_at IS NOT NULL AND s.is_invited IS NOT NULL
    GROUP BY s.centre, s.window_id, CAST(date_trunc('month', local_day(s.done_at)) AS DATE)
),
asked AS (
    SELECT centre, ticket_no, window_id, person_key, item_impl_code, ended_at, CAST(date_trunc('month', local_day(ended_at)) AS DATE) AS month
    FROM ticket
    WHERE ticket_status = 4 AND window_id IS NOT NULL AND ended_at IS NOT NULL
),
applied AS (
    SELECT DISTINCT a.centre, a.ticket_no
    FROM asked a
    JOIN "case" c ON c.centre = a.centre AND c.applicant_key = a.person_key AND c.item_impl_code = a.item_impl_code
    WHERE c.applied_at > a.ended_at AND c.applied_at <= a.ended_at + INTERVAL '432000 seconds'
),
consulted AS (
    SELECT a.centre, a.window_id, a.month, count(*) AS consult_tickets, count(p.ticket_no) AS consult_then_apply
    FROM asked a
    LEFT JOIN applied p ON p.centre = a.centre AND p.ticket_no = a.ticket_no
    GROUP BY a.centre, a.window_id, a.month
)
SELECT
    coalesce(i.centre, c.centre) AS centre,
    coalesce(i.window_id, c.window_id) AS window_id,
    coalesce(i.month, c.month) AS month,
    local_midnight(CAST(coalesce(i.month, c.month) + INTERVAL '1 month' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    coalesce(i.early, 0) AS early,
    coalesce(i.invited_early, 0) AS invited_early,
    coalesce(i.late, 0) AS late,
    coalesce(i.invited_late, 0) AS invited_late,
    coalesce(c.consult_tickets, 0) AS consult_tickets,
    coalesce(c.consult_then_apply, 0) AS consult_then_apply
FROM invited i
FULL JOIN consulted c ON c.centre = i.centre AND c.window_id = i.window_id AND c.month = i.month
