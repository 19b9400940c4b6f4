-- Cases by the month of their first step, by the municipality's clock.
WITH begun AS (SELECT case_no, local_day(min(link_end), 'wabo') AS day FROM link WHERE centre = 'wabo' GROUP BY case_no)
SELECT to_char(day, '%Y-%m') AS month, count(*) AS cases FROM begun GROUP BY 1 ORDER BY 1
