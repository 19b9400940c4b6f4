-- Codes of activities that bear several names.
SELECT count(*) FROM (
    SELECT link_code FROM (
        SELECT DISTINCT link_code, link_name, attributes['activity_nl'] AS name
        FROM link JOIN event ON event.case_no = link.case_no AND event.seq = link.link_seq AND event.type = 'link_ended'
    ) GROUP BY link_code HAVING count(*) > 1
)
