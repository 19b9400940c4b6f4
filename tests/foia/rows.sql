-- Requests.
SELECT count(*) FROM "case" WHERE centre = 'foia'
