-- subject: queue_jump
-- zh: 办结次序
-- en: a case at its finish, beside those of the same item that came before it and are still open
-- doc: A promised case at its finish, and how many cases of the same item and type had been received before it, in the year before, and were not ended yet.
-- from: case
-- key: case_no text 办件编号 | the case that finished
-- column: item_impl_code code 实施编码 | its item
-- column: handler_id code 经办人 | who handled it
-- column: urgent bool 加急 | marked urgent
-- column: earlier_open_count int 在前未结办件数 | cases of the item received before it and open at its finish
-- window: at the finish
-- judging: member_change
-- footprint: centre, item_impl_code; received_at, finished_at, ended_at, urgent
WITH waiting AS (
    SELECT
        centre,
        case_no,
        item_impl_code,
        received_at,
        finished_at,
        ended_at AS over_at,
        urgent,
        handler_id,
        arrow_cast(arrow_cast(local_day(received_at), 'Int32'), 'Int64') AS first_day,
        arrow_cast(arrow_cast(local_day(coalesce(ended_at, received_at + INTERVAL '366 days')), 'Int32'), 'Int64') AS last_day
    FROM "case"
    WHERE item_impl_code IS NOT NULL AND received_at IS NOT NULL AND case_type = 2
),
-- A case of several days is open on each of them; a finish is compared with those open on its day only.
open_on AS (
    SELECT centre, item_impl_code, received_at, over_at, unnest(range(first_day, least(last_day, first_day + 366) + 1)) AS on_day
    FROM waiting
    WHERE last_day > first_day
),
ahead AS (
    SELECT w.centre, w.case_no, count(*) AS earlier_open_count
    FROM waiting w
    JOIN open_on o ON o.centre = w.centre AND o.item_impl_code = w.item_impl_code AND o.on_day = arrow_cast(arrow_cast(local_day(w.finished_at), 'Int32'), 'Int64')
    WHERE o.received_at < w.received_at AND (o.over_at IS NULL OR o.over_at > w.finished_at)
    GROUP BY w.centre, w.case_no
)
SELECT
    w.centre,
    w.case_no,
    w.finished_at AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    w.item_impl_code,
    w.handler_id,
    w.urgent,
    a.earlier_open_count
FROM waiting w
JOIN ahead a ON a.centre = w.centre AND a.case_no = w.case_no
WHERE w.finished_at IS NOT NULL
