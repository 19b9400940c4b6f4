-- Requests that rule U01, "answered after the due day", finds late.
SELECT count(*) FROM alert WHERE centre = 'foia' AND rule = 'U01' AND supported AND ended_at IS NULL
