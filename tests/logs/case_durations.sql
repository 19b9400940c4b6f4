-- Hours from the earliest event of a case to the latest, as pm4py sums them up.
SELECT count(*) AS n, sum(x) AS sum, median(x) AS median, max(x) AS max
FROM (SELECT (date_part('epoch', max(link_end)) - date_part('epoch', min(link_end))) / 3600 AS x FROM link GROUP BY case_no)
