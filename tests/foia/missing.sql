-- Missing days and numbers. Tags, which the oracle counts last, are not taken over.
SELECT name, missing FROM (
    SELECT 1 AS place, 'date_submitted' AS name, count(*) - count(applied_at) AS missing FROM "case" WHERE centre = 'foia'
    UNION ALL SELECT 2, 'date_done', count(*) - count(finished_at) FROM "case" WHERE centre = 'foia'
    UNION ALL SELECT 3, 'date_due', count(*) - count(promised_due_at) FROM "case" WHERE centre = 'foia'
    UNION ALL SELECT 4, 'days_until_due', count(*) - count(attributes['days_until_due']) FROM "case" WHERE centre = 'foia'
    UNION ALL SELECT 5, 'date_followup', count(*) - count(attributes['followup_on']) FROM "case" WHERE centre = 'foia'
    UNION ALL SELECT 6, 'date_embargo', count(*) - count(attributes['embargoed_until']) FROM "case" WHERE centre = 'foia'
) ORDER BY place
