-- Why: a row that fails on form is kept with its reason until somebody mends it, and the rest of its file goes in.
CREATE TABLE quarantine (
    id           INTEGER PRIMARY KEY,
    centre       TEXT    NOT NULL,
    source       TEXT    NOT NULL,     -- file or sending system
    line         INTEGER NOT NULL,     -- place in it
    reason       TEXT    NOT NULL,
    field        TEXT    NOT NULL,
    message      TEXT    NOT NULL,
    how_to_mend  TEXT    NOT NULL,
    masked       TEXT    NOT NULL,     -- the row without its personal values
    sealed       BLOB    NOT NULL,     -- the row as it came, sealed, for the replay
    content_hash BLOB    NOT NULL,     -- keyed hash of the row as it came
    recorded_at  INTEGER NOT NULL,
    batch        INTEGER,
    replayed_at  INTEGER,
    withdrawn_at INTEGER               -- when its import was voided
) STRICT;

-- The same bad row of the same file is kept once, however often the file is imported.
CREATE UNIQUE INDEX quarantine_once ON quarantine (centre, source, line, content_hash) WHERE withdrawn_at IS NULL;

-- Serves voiding an import.
CREATE INDEX quarantine_by_batch ON quarantine (batch) WHERE batch IS NOT NULL;
