-- Why: a row that fails on form is kept with its reason until somebody mends it, and the rest of its file goes in.
CREATE TABLE quarantine (
    id           BIGINT NOT NULL PRIMARY KEY,
    centre       TEXT   COLLATE "C" NOT NULL,
    source       TEXT   COLLATE "C" NOT NULL,   -- file or sending system
    line         BIGINT NOT NULL,               -- place in it
    reason       TEXT   COLLATE "C" NOT NULL,
    field        TEXT   COLLATE "C" NOT NULL,
    message      TEXT   COLLATE "C" NOT NULL,
    how_to_mend  TEXT   COLLATE "C" NOT NULL,
    masked       TEXT   COLLATE "C" NOT NULL,   -- the row without its personal values
    sealed       BYTEA  NOT NULL,               -- the row as it came, sealed, for the replay
    content_hash BYTEA  NOT NULL,               -- keyed hash of the row as it came
    recorded_at  BIGINT NOT NULL,
    batch        BIGINT,
    replayed_at  BIGINT,
    withdrawn_at BIGINT                         -- when its import was voided
);

-- The same bad row of the same file is kept once, however often the file is imported.
CREATE UNIQUE INDEX quarantine_once ON quarantine (centre, source, line, content_hash) WHERE withdrawn_at IS NULL;

-- Serves voiding an import.
CREATE INDEX quarantine_by_batch ON quarantine (batch) WHERE batch IS NOT NULL;
