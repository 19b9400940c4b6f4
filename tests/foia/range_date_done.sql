-- First and last answer.
SELECT to_char(min(finished_at), '%Y-%m-%d'), to_char(max(finished_at), '%Y-%m-%d') FROM "case" WHERE centre = 'foia'
