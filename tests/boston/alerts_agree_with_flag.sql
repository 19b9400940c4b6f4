-- Closed cases with a target: OVERDUE where rule B01 has an alert, beside the city's own flag.
SELECT CASE WHEN late.case_no IS NULL THEN 'ONTIME' ELSE 'OVERDUE' END AS computed,
       coalesce(c.attributes['ontime'], '') AS published, count(*) AS cases
FROM "case" c
LEFT JOIN (SELECT DISTINCT case_no FROM alert WHERE centre = 'boston' AND rule = 'B01' AND supported) late ON late.case_no = c.case_no
WHERE c.centre = 'boston' AND c.finished_at IS NOT NULL AND c.promised_due_at IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2
