-- subject: department_day
-- zh: 部门·日
-- en: one department on one working day
-- doc: Cases that a department received on a working day, beside the twenty working days before. Days begin with the first on which the department received a case and end with the last on which the centre did.
-- from: case
-- key: dept_code code 部门 | department
-- key: received_day date 收件日 | working day
-- column: received int 收件数 | cases received on the day
-- column: days_before int 前20个工作日 | how many of the twenty working days before there are
-- column: median_before int 前20个工作日中位数 | lower median of the cases received on each of them
-- window: day
-- judging: period_end
-- footprint: centre, dept_code, received_at -> received_day
WITH per_day AS (
    SELECT centre, dept_code, local_day(received_at) AS received_day, count(*) AS received
    FROM "case"
    WHERE dept_code IS NOT NULL AND received_at IS NOT NULL
    GROUP BY centre, dept_code, local_day(received_at)
),
working AS (
    SELECT DISTINCT centre, received_day
    FROM per_day
    WHERE count_wd(CAST(received_day - INTERVAL '1 day' AS DATE), received_day) = 1
),
first_day AS (
    SELECT centre, dept_code, min(received_day) AS first_day
    FROM per_day
    GROUP BY centre, dept_code
),
cell AS (
    SELECT f.centre, f.dept_code, w.received_day, coalesce(p.received, 0) AS received
    FROM first_day f
    JOIN working w ON w.centre = f.centre AND w.received_day >= f.first_day
    LEFT JOIN per_day p ON p.centre = f.centre AND p.dept_code = f.dept_code AND p.received_day = w.received_day
),
listed AS (
    SELECT
        centre,
        dept_code,
        received_day,
        received,
        array_agg(received) OVER (PARTITION BY centre, dept_code ORDER BY received_day ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING) AS before
    FROM cell
)
SELECT
    centre,
    dept_code,
    received_day,
    local_midnight(CAST(received_day + INTERVAL '1 day' AS DATE)) AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    received,
    arrow_cast(coalesce(array_length(before), 0), 'Int64') AS days_before,
    array_element(array_sort(before), (arrow_cast(array_length(before), 'Int64') + 1) / 2) AS median_before
FROM listed
