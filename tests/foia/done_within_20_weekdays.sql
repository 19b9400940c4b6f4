-- Answered within twenty weekdays, of all answered.
SELECT count(*) FILTER (WHERE value <= 20), count(*) FROM (
    SELECT count_wd(local_day(applied_at, 'foia') - INTERVAL '1 day', local_day(finished_at, 'foia') - INTERVAL '1 day', 'foia') AS value
    FROM "case" WHERE centre = 'foia' AND finished_at >= applied_at
)
