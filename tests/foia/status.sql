-- Requests by status.
SELECT attributes['status'] AS status, count(*) AS requests FROM "case" WHERE centre = 'foia'
GROUP BY 1 ORDER BY requests DESC, status
