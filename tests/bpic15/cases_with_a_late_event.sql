-- Cases with an event later than its due instant.
SELECT count(DISTINCT case_no) FROM link WHERE link_end > link_due_at
