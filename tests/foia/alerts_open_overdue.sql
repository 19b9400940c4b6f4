-- Requests that rule U02, "unanswered past the due day", holds on 2016-04-20.
SELECT count(*) FROM alert WHERE centre = 'foia' AND rule = 'U02' AND supported AND ended_at IS NULL
