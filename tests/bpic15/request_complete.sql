-- Whether the request was complete, cases.
SELECT upper(attributes['is_complete']) AS value, count(*) AS n FROM "case" GROUP BY 1 ORDER BY 2 DESC, 1
