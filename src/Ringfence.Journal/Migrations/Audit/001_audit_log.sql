CREATE TABLE records (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         TEXT NOT NULL, -- UTC, ISO 8601, seven decimals
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    secret_id  TEXT NOT NULL,
    remote     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    action     TEXT NOT NULL,
    code       TEXT NOT NULL, -- '': done
    note       TEXT NOT NULL
) STRICT;

CREATE INDEX records_by_account ON records (account, id);
CREATE INDEX records_by_request ON records (request_id);
