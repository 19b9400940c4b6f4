-- Last closing, wall clock.
SELECT to_char(max(finished_at), '%Y-%m-%d %H:%M:%S') FROM "case" WHERE centre = 'boston'
