-- By person in charge: cases, closed ones with a deadline, of these closed by it, their share (null of none).
WITH counted AS (
    SELECT attributes['responsible'] AS name, count(*) AS cases, count(*) FILTER (WHERE finished_at IS NOT NULL AND promised_due_at IS NOT NULL) AS judged,
           count(*) FILTER (WHERE finished_at <= promised_due_at) AS on_time
    FROM "case" WHERE centre = 'wabo' GROUP BY 1
)
SELECT name, cases, judged, on_time, CAST(on_time AS DOUBLE) / nullif(judged, 0) AS rate FROM counted ORDER BY cases DESC, name
