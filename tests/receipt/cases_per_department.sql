-- Cases by department.
SELECT dept_code AS name, count(*) AS cases FROM "case" WHERE centre = 'wabo'
GROUP BY 1 ORDER BY cases DESC, name
