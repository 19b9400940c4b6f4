-- Different users, and the requests of the five busiest.
WITH users AS (SELECT attributes['requester'] AS requester, count(*) AS requests FROM "case" WHERE centre = 'foia' GROUP BY 1),
     busiest AS (SELECT requests FROM users ORDER BY requests DESC LIMIT 5)
SELECT (SELECT count(*) FROM users), (SELECT string_agg(CAST(requests AS TEXT), '|' ORDER BY requests DESC) FROM busiest)
