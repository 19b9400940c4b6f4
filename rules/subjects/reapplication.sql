-- subject: reapplication
-- zh: 撤退后重报
-- en: a withdrawn or returned case and the next of the same applicant and item
-- doc: A case that was withdrawn or returned, and the next application of the same applicant for the same item.
-- from: case
-- key: case_no text 办件编号 | the case that was withdrawn or returned
-- key: next_case_no text 重报办件 | the next case
-- column: end_state code 终止方式 | withdrawn or returned
-- column: remaining_wd int 终止时剩余 | days that the first case had left at its end
-- column: days_apart int 相隔天数 | calendar days from the end of the first to the application of the next
-- window: two neighbours in the order of application
-- judging: member_change
-- footprint: centre, applicant_key, item_impl_code; applied_at, ended_at, end_state, remaining_wd
WITH application AS (
    SELECT
        centre,
        case_no,
        end_state,
        ended_at AS first_ended_at,
        remaining_wd,
        lead(case_no) OVER (PARTITION BY centre, applicant_key, item_impl_code ORDER BY applied_at, case_no) AS next_case_no,
        lead(applied_at) OVER (PARTITION BY centre, applicant_key, item_impl_code ORDER BY applied_at, case_no) AS next_at
    FROM "case"
    WHERE applicant_key IS NOT NULL
      AND item_impl_code IS NOT NULL
      AND applied_at IS NOT NULL
)
SELECT
    centre,
    case_no,
    next_case_no,
    next_at AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    end_state,
    remaining_wd,
    arrow_cast(arrow_cast(local_day(next_at), 'Int32'), 'Int64') - arrow_cast(arrow_cast(local_day(first_ended_at), 'Int32'), 'Int64') AS days_apart
FROM application
WHERE end_state IN ('withdrawn', 'returned')
  AND next_at >= first_ended_at
