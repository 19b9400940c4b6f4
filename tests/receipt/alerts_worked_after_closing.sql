-- Cases that rule R05, "worked on after closing", finds.
SELECT count(*) FROM alert WHERE centre = 'wabo' AND rule = 'R05' AND supported AND ended_at IS NULL
