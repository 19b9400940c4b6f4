-- Cases whose first and last step are of one instant.
SELECT count(*) FROM (SELECT case_no FROM link WHERE centre = 'wabo' GROUP BY case_no HAVING min(link_end) = max(link_end))
