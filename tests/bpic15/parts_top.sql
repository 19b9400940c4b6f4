-- Part of the permit, cases; the 15 most frequent.
SELECT trim(part) AS part, count(*) AS n
FROM (SELECT unnest(string_to_array(attributes['parts'], ',')) AS part FROM "case" WHERE attributes['parts'] IS NOT NULL)
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 15
