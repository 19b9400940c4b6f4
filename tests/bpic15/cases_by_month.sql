-- Month of the start or end, cases.
SELECT to_char(local_day({column}, '{centre}'), '%Y-%m') AS month, count(*) AS n FROM "case" WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1
