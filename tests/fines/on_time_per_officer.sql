-- Officer of the creation, cases sent, of these within 90 days, their share; the ten with most.
WITH days AS (
    SELECT case_no, min(link_user) FILTER (WHERE link_name = 'Create Fine') AS officer,
           min(arrow_cast(local_day(link_end, '{centre}'), 'Int32')) FILTER (WHERE link_name = 'Create Fine') AS begun,
           min(arrow_cast(local_day(link_end, '{centre}'), 'Int32')) FILTER (WHERE link_name = 'Send Fine') AS sent
    FROM link GROUP BY case_no
)
SELECT officer, count(sent) AS n, count(*) FILTER (WHERE sent - begun <= 90) AS within,
       CAST(count(*) FILTER (WHERE sent - begun <= 90) AS DOUBLE) / count(sent) AS rate
FROM days WHERE sent IS NOT NULL GROUP BY officer ORDER BY 2 DESC, 1 LIMIT 10
