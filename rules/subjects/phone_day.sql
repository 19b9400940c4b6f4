-- subject: phone_day
-- zh: 手机号·日
-- en: one contact phone on one local day of application
-- doc: All cases applied for on one day with one contact phone. A phone that many applicants share points to an agent or to invented applicants.
-- from: case
-- key: contact_mobile_key key 联系人手机号 | token of the contact's mobile phone
-- key: applied_day date 申请日 | local day of applied_at
-- column: applicant_count int 申请人数 | distinct applicant numbers among the cases; cases without one are not counted
-- window: day
-- judging: period_end
-- footprint: centre, contact_mobile_key, applied_at -> applied_day; applicant_key
SELECT
    centre,
    contact_mobile_key,
    local_day(applied_at) AS applied_day,
    local_midnight(local_day(applied_at) + INTERVAL '1 day') AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    count(DISTINCT applicant_key) AS applicant_count
FROM "case"
WHERE contact_mobile_key IS NOT NULL
  AND applied_at IS NOT NULL
GROUP BY centre, contact_mobile_key, local_day(applied_at)
