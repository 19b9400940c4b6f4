-- Open cases: last target flagged OVERDUE, first target flagged ONTIME, and ONTIME ones due by the former.
WITH open AS (
    SELECT promised_due_at AS due, attributes['ontime'] AS flag
    FROM "case" WHERE centre = 'boston' AND finished_at IS NULL AND promised_due_at IS NOT NULL
), last AS (SELECT max(due) AS due FROM open WHERE flag = 'OVERDUE')
SELECT (SELECT to_char(due, '%Y-%m-%d %H:%M:%S') FROM last),
       (SELECT to_char(min(due), '%Y-%m-%d %H:%M:%S') FROM open WHERE flag = 'ONTIME'),
       (SELECT count(*) FROM open WHERE flag = 'ONTIME' AND due <= (SELECT due FROM last))
