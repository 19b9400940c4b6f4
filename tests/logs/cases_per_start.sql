-- Year or month of a case's earliest event, by the local day; cases.
SELECT to_char(day, '{format}') AS start, count(*) AS n
FROM (SELECT local_day(min(link_end), '{centre}') AS day FROM link GROUP BY case_no)
GROUP BY 1 ORDER BY 1
