-- Number of payments, cases.
SELECT payments, count(*) AS cases
FROM (SELECT count(*) FILTER (WHERE link_name = 'Payment') AS payments FROM link GROUP BY case_no)
GROUP BY 1 ORDER BY 1
