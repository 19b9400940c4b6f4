-- Requests that rule U03, "answered before it was submitted", finds.
SELECT count(*) FROM alert WHERE centre = 'foia' AND rule = 'U03' AND supported AND ended_at IS NULL
