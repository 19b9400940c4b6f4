-- First and last opening, wall clock.
SELECT to_char(min(applied_at), '%Y-%m-%d %H:%M:%S'), to_char(max(applied_at), '%Y-%m-%d %H:%M:%S')
FROM "case" WHERE centre = 'boston'
