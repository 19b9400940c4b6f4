-- Article, cases; the ten most frequent.
SELECT item_impl_code, count(*) AS n FROM "case" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
