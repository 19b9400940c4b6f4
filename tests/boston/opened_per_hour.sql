-- Cases by hour of opening.
SELECT CAST(date_part('hour', applied_at) AS BIGINT) AS hour, count(*) AS cases FROM "case" WHERE centre = 'boston'
GROUP BY 1 ORDER BY 1
