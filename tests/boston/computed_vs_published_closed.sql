-- Closed cases with a target: the flag as we compute it beside the city's own.
SELECT CASE WHEN finished_at > promised_due_at THEN 'OVERDUE' ELSE 'ONTIME' END AS computed,
       coalesce(attributes['ontime'], '') AS published, count(*) AS cases
FROM "case" WHERE centre = 'boston' AND finished_at IS NOT NULL AND promised_due_at IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2
