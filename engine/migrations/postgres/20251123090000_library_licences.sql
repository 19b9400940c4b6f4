-- Why: licences that the licence library reports without a case are read again after a restart beside consultations, complaints, tickets
-- and reports; the index holds those rows too.
DROP INDEX events_of_services;
CREATE INDEX events_of_services ON events (position) WHERE kind BETWEEN 43 AND 46 OR (kind = 25 AND case_no IS NULL);
