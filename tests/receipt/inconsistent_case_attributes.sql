-- Rows that contradict their case: they are listed as conflicts.
SELECT count(*) FROM quarantine WHERE reason = 'conflict'
