-- Due before they were opened.
SELECT count(*) FROM "case" WHERE centre = 'boston' AND promised_due_at < applied_at
