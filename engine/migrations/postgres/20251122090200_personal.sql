-- Why: personal values stand beside the chain, so that erasing one leaves the chain whole. The key is the keyed token that the
-- chained rows hold; the value is sealed under the key file of the data folder.
CREATE TABLE personal (
    key    BYTEA NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
