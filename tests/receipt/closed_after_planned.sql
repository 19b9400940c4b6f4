-- Closed cases: after their planned end, at it, before it.
WITH planned AS (
    SELECT finished_at, CAST(attributes['planned_end'] AS TIMESTAMP WITH TIME ZONE) AS planned_end FROM "case" WHERE centre = 'wabo'
)
SELECT count(*) FILTER (WHERE finished_at > planned_end), count(*) FILTER (WHERE finished_at = planned_end),
       count(*) FILTER (WHERE finished_at < planned_end)
FROM planned
