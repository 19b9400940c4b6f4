-- Cases with points taken.
SELECT count(*) FROM "case" WHERE CAST(attributes['points'] AS BIGINT) > 0
