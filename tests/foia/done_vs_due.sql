-- Answered after the day due, on it, before it.
SELECT count(*) FILTER (WHERE done > due), count(*) FILTER (WHERE done = due), count(*) FILTER (WHERE done < due)
FROM (SELECT local_day(finished_at, 'foia') AS done, local_day(promised_due_at, 'foia') AS due FROM "case" WHERE centre = 'foia')
