-- Mean seconds between the beginnings of two cases that follow each other.
SELECT (date_part('epoch', max(begun)) - date_part('epoch', min(begun))) / (count(*) - 1)
FROM (SELECT min(link_end) AS begun FROM link GROUP BY case_no)
