-- Events with dateFinished, of these not a date (such an event is not let in), of these on the day of the event.
SELECT count(done) AS n, 0 AS wrong, count(*) FILTER (WHERE local_day(done, '{centre}') = local_day(occurred_at, '{centre}')) AS same
FROM (SELECT occurred_at, CAST(attributes['done_on'] AS TIMESTAMP) AS done FROM event WHERE type = 'link_ended')
