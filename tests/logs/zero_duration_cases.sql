-- Cases all events of which are of one instant.
SELECT count(*) FROM (SELECT case_no FROM link GROUP BY case_no HAVING min(link_end) = max(link_end))
