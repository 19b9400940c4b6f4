-- Events of the log: each is a step.
SELECT count(*) FROM link
