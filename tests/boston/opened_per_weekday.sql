-- Cases by weekday of opening, 1 = Monday.
SELECT CAST(to_char(applied_at, '%u') AS BIGINT) AS weekday, count(*) AS cases FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY 1
