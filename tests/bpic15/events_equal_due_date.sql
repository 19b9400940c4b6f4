-- Events at their due instant.
SELECT count(*) FROM link WHERE link_end = link_due_at
