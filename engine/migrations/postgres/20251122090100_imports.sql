-- Why: a file imported by mistake must be taken back as a whole, and a killed import taken up again where it stopped.
CREATE TABLE imports (
    batch         BIGINT NOT NULL PRIMARY KEY,
    centre        TEXT   COLLATE "C" NOT NULL,
    profile       TEXT   COLLATE "C" NOT NULL,
    mapping       TEXT   COLLATE "C",
    file_name     TEXT   COLLATE "C" NOT NULL,
    file_sha256   TEXT   COLLATE "C" NOT NULL,
    started_at    BIGINT NOT NULL,
    finished_at   BIGINT,                   -- null while it runs, and for ever if it was killed and not repeated
    read          BIGINT NOT NULL DEFAULT 0,
    accepted      BIGINT NOT NULL DEFAULT 0,
    duplicates    BIGINT NOT NULL DEFAULT 0,
    quarantined   BIGINT NOT NULL DEFAULT 0,
    events        BIGINT NOT NULL DEFAULT 0,
    cases         BIGINT NOT NULL DEFAULT 0,
    voided_at     BIGINT,
    void_position BIGINT,                   -- of the import_voided event
    reason        TEXT   COLLATE "C"
);

-- Where an import's events stand. Its rows are neighbours, so a few ranges do what an index over all events would.
CREATE TABLE import_runs (
    batch          BIGINT NOT NULL,
    first_position BIGINT NOT NULL,
    last_position  BIGINT NOT NULL,
    PRIMARY KEY (batch, first_position)
);
