-- First and last day due.
SELECT to_char(min(promised_due_at), '%Y-%m-%d'), to_char(max(promised_due_at), '%Y-%m-%d') FROM "case" WHERE centre = 'foia'
