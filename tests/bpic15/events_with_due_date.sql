-- Events with a due instant.
SELECT count(link_due_at) FROM link
