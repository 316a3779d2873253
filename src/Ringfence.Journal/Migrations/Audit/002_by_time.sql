-- Records are found by time: one that is put back after a crash is as old as its change.
DROP INDEX records_by_account;
CREATE INDEX records_by_account ON records (account, at, id);
