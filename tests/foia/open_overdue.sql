-- Unanswered requests on 2016-04-20: due before, due that day, due later.
SELECT count(*) FILTER (WHERE due < DATE '2016-04-20'), count(*) FILTER (WHERE due = DATE '2016-04-20'),
       count(*) FILTER (WHERE due > DATE '2016-04-20')
FROM (SELECT local_day(promised_due_at, 'foia') AS due FROM "case" WHERE centre = 'foia' AND finished_at IS NULL)
