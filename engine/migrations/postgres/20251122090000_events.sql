-- Why: the ledger is the truth that everything else follows. Rows are only ever added; the chain of hashes makes a change,
-- a removed row and a reordering visible, and the triggers keep honest programs from trying.
-- Texts that are ordered or compared are so by bytes, as everywhere in the program: hence COLLATE "C".
CREATE TABLE events (
    position     BIGINT NOT NULL PRIMARY KEY,       -- gapless from 1
    centre       TEXT   COLLATE "C" NOT NULL,
    source       TEXT   COLLATE "C" NOT NULL,
    id           TEXT   COLLATE "C" NOT NULL,
    revision     BIGINT NOT NULL,
    kind         BIGINT NOT NULL,                   -- rank of the event type
    case_no      TEXT   COLLATE "C",
    occurred_at  BIGINT NOT NULL,                   -- microseconds UTC
    recorded_at  BIGINT NOT NULL,                   -- microseconds UTC
    batch        BIGINT,                            -- the import it came with
    line         BIGINT,                            -- its place in the imported file
    epoch        BIGINT NOT NULL,                   -- of the node that sealed it
    content_hash BYTEA  NOT NULL,                   -- SHA-256 of body
    hash         BYTEA  NOT NULL,                   -- chained, see ledger/chain.rs
    body         TEXT   COLLATE "C" NOT NULL        -- canonical JSON; the columns before batch but position and recorded_at repeat it
);

-- Serves folding one case anew, and walking all cases one by one.
CREATE INDEX events_by_case ON events (centre, case_no, position) WHERE case_no IS NOT NULL;

-- Serves loading items, people, calendars, sources, watermarks and voids at start-up; holds those rows only.
CREATE INDEX events_of_reference ON events (position) WHERE kind <= 5 OR kind BETWEEN 47 AND 50;

-- Serves replaying alerts, orders, rule versions and scores; holds those rows only.
CREATE INDEX events_of_our_own ON events (position) WHERE kind >= 60;

CREATE FUNCTION events_are_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: send a higher revision or a void, or void the import, instead of changing rows';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE PROCEDURE events_are_append_only();

-- Which event holds a key now. A table of its own, because voiding an import frees its keys while its events stay.
CREATE TABLE event_keys (
    centre   TEXT   COLLATE "C" NOT NULL,
    source   TEXT   COLLATE "C" NOT NULL,
    id       TEXT   COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    position BIGINT NOT NULL,
    -- The id comes first: of the others there are so few values that a server that knows nothing of the rows yet may think it
    -- enough to look those up, and then reads the whole table.
    PRIMARY KEY (id, source, centre, revision)
);

-- Whoever writes holds this row until its transaction ends: one writer at a time, from whichever data folder.
CREATE TABLE writer (
    number BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO writer (number) VALUES (1);
