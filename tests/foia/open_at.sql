-- Unanswered requests at the end of four years.
WITH days AS (
    SELECT text, CAST(text AS DATE) AS day FROM (VALUES ('2012-12-31'), ('2013-12-31'), ('2014-12-31'), ('2015-12-31')) AS given (text)
), requests AS (
    SELECT local_day(applied_at, 'foia') AS submitted, local_day(finished_at, 'foia') AS done FROM "case" WHERE centre = 'foia'
)
SELECT text, count(*) AS open FROM days, requests WHERE submitted <= day AND (done IS NULL OR done > day) GROUP BY text ORDER BY text
