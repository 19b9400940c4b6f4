-- Requests that rule U04, "a fee was asked", finds.
SELECT count(*) FROM alert WHERE centre = 'foia' AND rule = 'U04' AND supported AND ended_at IS NULL
