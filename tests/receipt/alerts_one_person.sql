-- Cases that rule R04, "confirmation written and checked by one person", finds.
SELECT count(*) FROM alert WHERE centre = 'wabo' AND rule = 'R04' AND supported AND ended_at IS NULL
