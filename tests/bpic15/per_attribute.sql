-- Value of an attribute, cases.
SELECT attributes['{name}'] AS value, count(*) AS n FROM "case" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit}
