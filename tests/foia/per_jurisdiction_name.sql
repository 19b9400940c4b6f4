-- By jurisdiction: requests, answered ones with a day due, of these answered by it, their share, median of days to the answer (null of none).
WITH named AS (
    SELECT attributes['jurisdiction'] AS name, local_day(finished_at, 'foia') AS done, local_day(promised_due_at, 'foia') AS due,
           date_part('epoch', date_trunc('day', finished_at)) / 86400 - date_part('epoch', date_trunc('day', applied_at)) / 86400 AS days
    FROM "case" WHERE centre = 'foia'
), counted AS (
    SELECT name, count(*) AS requests, count(*) FILTER (WHERE done IS NOT NULL AND due IS NOT NULL) AS judged,
           count(*) FILTER (WHERE done <= due) AS on_time, median(days) AS median
    FROM named GROUP BY name
)
SELECT name, requests, judged, on_time, CAST(on_time AS DOUBLE) / nullif(judged, 0) AS rate, median
FROM counted ORDER BY requests DESC, name LIMIT 15
