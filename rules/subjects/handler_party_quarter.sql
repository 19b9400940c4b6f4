-- subject: handler_party_quarter
-- zh: 经办人·相对人·季
-- en: one handler and one applicant or agent in a quarter
-- doc: Cases of one applicant or agent that were accepted in a quarter, and how many of them one handler handled.
-- from: case
-- key: handler_id code 经办人 | who handled the cases
-- key: party_key key 相对人 | token of the applicant's or the agent's number
-- key: quarter date 季度 | first day of the quarter of acceptance
-- column: case_count int 经手办件数 | the party's cases that this handler handled
-- column: total_count int 办件总数 | all cases of the party
-- window: quarter
-- judging: period_end
-- footprint: centre, applicant_key, agent_key, accepted_at -> quarter; handler_id
WITH party AS (
    SELECT centre, case_no, handler_id, applicant_key AS party_key, accepted_at FROM "case" WHERE accepted_at IS NOT NULL
    UNION ALL
    SELECT centre, case_no, handler_id, agent_key AS party_key, accepted_at FROM "case"
    WHERE accepted_at IS NOT NULL AND agent_key IS DISTINCT FROM applicant_key
),
handled AS (
    SELECT centre, handler_id, party_key, CAST(date_trunc('quarter', local_day(accepted_at)) AS DATE) AS quarter, count(*) AS case_count
    FROM party
    WHERE party_key IS NOT NULL
    GROUP BY centre, handler_id, party_key, CAST(date_trunc('quarter', local_day(accepted_at)) AS DATE)
),
share AS (
    SELECT
        centre,
        handler_id,
        party_key,
        quarter,
        case_count,
        sum(case_count) OVER (PARTITION BY centre, party_key, quarter) AS total_count
    FROM handled
)
SELECT
    centre,
    handler_id,
    party_key,
    quarter,
    local_midnight(CAST(quarter + INTERVAL '3 months' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    case_count,
    total_count
FROM share
WHERE handler_id IS NOT NULL
  AND total_count >= 2
