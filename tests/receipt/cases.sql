-- Cases.
SELECT count(*) FROM "case" WHERE centre = 'wabo'
