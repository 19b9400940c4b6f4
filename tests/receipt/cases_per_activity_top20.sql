-- Cases in which a step was done, by its name.
SELECT link_name, count(DISTINCT case_no) AS cases FROM link WHERE centre = 'wabo'
GROUP BY link_name ORDER BY cases DESC, link_name LIMIT 20
