-- Why: who may come in, who is in, and who did what. Accounts and sessions are states that change; the log is only ever added to, each
-- row sealed by the hash of the one before, so that nobody who may write accounts can hide having done so.

-- Lists (roles, scope) are JSON. A version counts the changes of a row, so that two writers never overwrite each other unseen.
CREATE TABLE accounts (
    name         TEXT    NOT NULL PRIMARY KEY,
    display_name TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    secret       TEXT    NOT NULL,
    roles        TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    person       TEXT,
    state        TEXT    NOT NULL,
    must_change  INTEGER NOT NULL,
    failed       INTEGER NOT NULL,
    locked_until INTEGER,
    secret_at    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    created_by   TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL,
    changed_by   TEXT    NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Of a session's token only the hash is kept. Sessions that ended long ago are removed; the log keeps that they were.
CREATE TABLE sessions (
    token    BLOB    NOT NULL PRIMARY KEY,
    account  TEXT    NOT NULL,
    began_at INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL,
    address  TEXT    NOT NULL,
    agent    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_log (
    position INTEGER PRIMARY KEY,
    log      TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    account  TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    target   TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    hash     BLOB    NOT NULL
) STRICT;

CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'the log of access is append-only');
END;

CREATE TRIGGER access_log_is_never_removed BEFORE DELETE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'the log of access is append-only');
END;

-- What one person proposed and another has to confirm; the body is the request as it was sent.
CREATE TABLE proposals (
    number      INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    proposed_by TEXT    NOT NULL,
    proposed_at INTEGER NOT NULL,
    decided_by  TEXT,
    decided_at  INTEGER,
    reason      TEXT
) STRICT;
