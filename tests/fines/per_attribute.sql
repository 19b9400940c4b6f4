-- Value of an attribute of the creation, cases.
SELECT attributes['{name}'] AS value, count(*) AS n FROM "case" GROUP BY 1 ORDER BY 2 DESC, 1
