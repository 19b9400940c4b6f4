-- Sum of all fees, four places.
SELECT round(CAST(sum(CAST(attributes['fees'] AS DECIMAL(20, 6))) AS DOUBLE), 4) FROM "case"
