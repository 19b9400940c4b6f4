-- Why: personal values stand beside the chain, so that erasing one leaves the chain whole. The key is the keyed token that the
-- chained rows hold; the value is sealed under the key file of the data folder.
CREATE TABLE personal (
    key    BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What has just come, in order of arrival and perhaps more than once. Tokens are random, so each value belongs to a page of its
-- own in the table above; collected here and moved in order of key, many share the writing of a page.
CREATE TABLE personal_recent (
    number INTEGER PRIMARY KEY,
    key    BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
