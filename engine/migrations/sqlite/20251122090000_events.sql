-- Why: the ledger is the truth that everything else follows. Rows are only ever added; the chain of hashes makes a change,
-- a removed row and a reordering visible, and the triggers keep honest programs from trying.
CREATE TABLE events (
    position     INTEGER PRIMARY KEY,  -- gapless from 1
    centre       TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    kind         INTEGER NOT NULL,     -- rank of the event type
    case_no      TEXT,
    occurred_at  INTEGER NOT NULL,     -- microseconds UTC
    recorded_at  INTEGER NOT NULL,     -- microseconds UTC
    batch        INTEGER,              -- the import it came with
    line         INTEGER,              -- its place in the imported file
    epoch        INTEGER NOT NULL,     -- of the node that sealed it
    content_hash BLOB    NOT NULL,     -- SHA-256 of body
    hash         BLOB    NOT NULL,     -- chained, see ledger/chain.rs
    body         TEXT    NOT NULL      -- canonical JSON; the columns before batch but position and recorded_at repeat it
) STRICT;

-- Serves folding one case anew, and walking all cases one by one.
CREATE INDEX events_by_case ON events (centre, case_no) WHERE case_no IS NOT NULL;

-- Serves loading items, people, calendars, sources, watermarks and voids at start-up; holds those rows only.
CREATE INDEX events_of_reference ON events (position) WHERE kind <= 5 OR kind BETWEEN 47 AND 50;

-- Serves replaying alerts, orders, rule versions and scores; holds those rows only.
CREATE INDEX events_of_our_own ON events (position) WHERE kind >= 60;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: send a higher revision instead of changing a row');
END;

CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only: send a void, or void the import, instead of removing a row');
END;

-- Which event holds a key now. A table of its own, because voiding an import frees its keys while its events stay.
CREATE TABLE event_keys (
    centre   TEXT    NOT NULL,
    source   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (centre, source, id, revision)
) STRICT, WITHOUT ROWID;
