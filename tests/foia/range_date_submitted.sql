-- First and last submission.
SELECT to_char(min(applied_at), '%Y-%m-%d'), to_char(max(applied_at), '%Y-%m-%d') FROM "case" WHERE centre = 'foia'
