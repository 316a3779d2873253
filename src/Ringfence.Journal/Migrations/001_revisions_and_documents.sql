-- The log: never changed, only appended to.
CREATE TABLE revisions (
    number     INTEGER PRIMARY KEY,
    at         TEXT NOT NULL, -- UTC, ISO 8601, seven decimals
    secret_id  TEXT NOT NULL,
    remote     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    action     TEXT NOT NULL,
    changes    TEXT NOT NULL  -- [{"kind", "id", "body"}], no body: deleted
) STRICT;

-- The fold of the log at its head.
CREATE TABLE documents (
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    body     TEXT NOT NULL,
    revision INTEGER NOT NULL, -- that put it last
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES ('last_rule_id', 0);
