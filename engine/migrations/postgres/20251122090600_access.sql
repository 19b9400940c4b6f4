-- Why: who may come in, who is in, and who did what. Accounts and sessions are states that change; the log is only ever added to, each
-- row sealed by the hash of the one before, so that nobody who may write accounts can hide having done so.

-- Lists (roles, scope) are JSON. A version counts the changes of a row, so that two writers never overwrite each other unseen.
CREATE TABLE accounts (
    name         TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT   COLLATE "C" NOT NULL,
    kind         TEXT   COLLATE "C" NOT NULL,
    secret       TEXT   COLLATE "C" NOT NULL,
    roles        TEXT   COLLATE "C" NOT NULL,
    scope        TEXT   COLLATE "C" NOT NULL,
    person       TEXT   COLLATE "C",
    state        TEXT   COLLATE "C" NOT NULL,
    must_change  BIGINT NOT NULL,
    failed       BIGINT NOT NULL,
    locked_until BIGINT,
    secret_at    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT   COLLATE "C" NOT NULL,
    changed_at   BIGINT NOT NULL,
    changed_by   TEXT   COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL
);

-- Of a session's token only the hash is kept. Sessions that ended long ago are removed; the log keeps that they were.
CREATE TABLE sessions (
    token    BYTEA  NOT NULL PRIMARY KEY,
    account  TEXT   COLLATE "C" NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at  BIGINT NOT NULL,
    address  TEXT   COLLATE "C" NOT NULL,
    agent    TEXT   COLLATE "C" NOT NULL
);

CREATE TABLE access_log (
    position BIGINT NOT NULL PRIMARY KEY,
    log      TEXT   COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    account  TEXT   COLLATE "C" NOT NULL,
    address  TEXT   COLLATE "C" NOT NULL,
    action   TEXT   COLLATE "C" NOT NULL,
    target   TEXT   COLLATE "C" NOT NULL,
    outcome  TEXT   COLLATE "C" NOT NULL,
    detail   TEXT   COLLATE "C" NOT NULL,
    hash     BYTEA  NOT NULL
);

CREATE FUNCTION access_log_is_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the log of access is append-only';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE PROCEDURE access_log_is_append_only();

-- What one person proposed and another has to confirm; the body is the request as it was sent.
CREATE TABLE proposals (
    number      BIGINT NOT NULL PRIMARY KEY,
    kind        TEXT   COLLATE "C" NOT NULL,
    title       TEXT   COLLATE "C" NOT NULL,
    body        TEXT   COLLATE "C" NOT NULL,
    state       TEXT   COLLATE "C" NOT NULL,
    proposed_by TEXT   COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by  TEXT   COLLATE "C",
    decided_at  BIGINT,
    reason      TEXT   COLLATE "C"
);
