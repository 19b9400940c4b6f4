-- Cases that rule R03, "step T10 skipped after T06", holds at the end of the log.
SELECT count(*) FROM alert WHERE centre = 'wabo' AND rule = 'R03' AND supported AND ended_at IS NULL
