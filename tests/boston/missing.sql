-- Missing values by column.
SELECT name, missing FROM (
    SELECT 1 AS place, 'open' AS name, count(*) - count(applied_at) AS missing FROM "case" WHERE centre = 'boston'
    UNION ALL SELECT 2, 'target', count(*) - count(promised_due_at) FROM "case" WHERE centre = 'boston'
    UNION ALL SELECT 3, 'closed', count(*) - count(finished_at) FROM "case" WHERE centre = 'boston'
    UNION ALL SELECT 4, 'dept', count(*) - count(dept_code) FROM "case" WHERE centre = 'boston'
    UNION ALL SELECT 5, 'source', count(*) - count(attributes['source']) FROM "case" WHERE centre = 'boston'
    UNION ALL SELECT 6, 'nb', count(*) - count(attributes['neighborhood']) FROM "case" WHERE centre = 'boston'
) ORDER BY place
