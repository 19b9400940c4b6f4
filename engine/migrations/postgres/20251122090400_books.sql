-- Why: small things that must be as durable as the events and change in the same transactions.

-- How far each follower has read.
CREATE TABLE cursors (
    name     TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);

-- The last number given in each scope, an alert's centre and year for instance; gapless.
CREATE TABLE numbers (
    scope TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    last  BIGINT NOT NULL
);

-- Settings that belong to the data, not to the installation.
CREATE TABLE meta (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- Who did what, when, from where. Only ever added to.
CREATE TABLE audit (
    id     BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    who    TEXT   COLLATE "C" NOT NULL,
    what   TEXT   COLLATE "C" NOT NULL,
    origin TEXT   COLLATE "C" NOT NULL
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE PROCEDURE audit_is_append_only();
