-- Sum of the amounts at creation.
SELECT CAST(sum(CAST(attributes['fined'] AS BIGINT)) AS DOUBLE) / 100 FROM "case"
