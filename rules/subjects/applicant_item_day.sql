-- subject: applicant_item_day
-- zh: 申请人·事项·日
-- en: one applicant and one item on one local day of application
-- doc: All cases of one item that one applicant applied for on one day. Many of them point to one matter split into several cases.
-- from: case
-- key: applicant_key key 申请人 | token of the applicant's number
-- key: item_impl_code code 实施编码 | item
-- key: applied_day date 申请日 | local day of applied_at
-- column: case_count int 办件数 | cases
-- window: day
-- judging: period_end
-- footprint: centre, applicant_key, item_impl_code, applied_at -> applied_day
SELECT
    centre,
    applicant_key,
    item_impl_code,
    local_day(applied_at) AS applied_day,
    local_midnight(local_day(applied_at) + INTERVAL '1 day') AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    count(*) AS case_count
FROM "case"
WHERE applicant_key IS NOT NULL
  AND item_impl_code IS NOT NULL
  AND applied_at IS NOT NULL
GROUP BY centre, applicant_key, item_impl_code, local_day(applied_at)
