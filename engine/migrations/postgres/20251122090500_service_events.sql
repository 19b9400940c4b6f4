-- Why: after a restart facts go on from their copy on disk; consultations, complaints, tickets and reports are not in it by event
-- and are read again. Without an index that would be a walk over the whole ledger; it holds those rows only.
CREATE INDEX events_of_services ON events (position) WHERE kind BETWEEN 43 AND 46;
