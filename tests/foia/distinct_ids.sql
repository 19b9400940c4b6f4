-- Different numbers of requests.
SELECT count(DISTINCT case_no) FROM "case" WHERE centre = 'foia'
