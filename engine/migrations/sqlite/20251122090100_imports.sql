-- Why: a file imported by mistake must be taken back as a whole, and a killed import taken up again where it stopped.
CREATE TABLE imports (
    batch         INTEGER PRIMARY KEY,
    centre        TEXT    NOT NULL,
    profile       TEXT    NOT NULL,
    mapping       TEXT,
    file_name     TEXT    NOT NULL,
    file_sha256   TEXT    NOT NULL,
    started_at    INTEGER NOT NULL,
    finished_at   INTEGER,             -- null while it runs, and for ever if it was killed and not repeated
    read          INTEGER NOT NULL DEFAULT 0,
    accepted      INTEGER NOT NULL DEFAULT 0,
    duplicates    INTEGER NOT NULL DEFAULT 0,
    quarantined   INTEGER NOT NULL DEFAULT 0,
    events        INTEGER NOT NULL DEFAULT 0,
    cases         INTEGER NOT NULL DEFAULT 0,
    voided_at     INTEGER,
    void_position INTEGER,             -- of the import_voided event
    reason        TEXT
) STRICT;

-- Where an import's events stand. Its rows are neighbours, so a few ranges do what an index over all events would.
CREATE TABLE import_runs (
    batch          INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    last_position  INTEGER NOT NULL,
    PRIMARY KEY (batch, first_position)
) STRICT, WITHOUT ROWID;
