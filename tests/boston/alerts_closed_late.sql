-- Cases that rule B01, "closed after its target", finds late.
SELECT count(DISTINCT case_no) FROM alert WHERE centre = 'boston' AND rule = 'B01' AND supported
