-- Cases that rule R01, "closed after its deadline", finds late.
SELECT count(*) FROM alert WHERE centre = 'wabo' AND rule = 'R01' AND supported AND ended_at IS NULL
