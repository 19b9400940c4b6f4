-- Cases by the year of their first step, by the municipality's clock.
WITH begun AS (SELECT case_no, local_day(min(link_end), 'wabo') AS day FROM link WHERE centre = 'wabo' GROUP BY case_no)
SELECT to_char(day, '%Y') AS year, count(*) AS cases FROM begun GROUP BY 1 ORDER BY 1
