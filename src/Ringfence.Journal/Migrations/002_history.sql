-- Whose objects a revision changed.
ALTER TABLE revisions ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN region  TEXT NOT NULL DEFAULT '';

-- Which documents a revision changed: what a document was at a revision is in the last one, up to it, that has it here.
CREATE TABLE revision_documents (
    id       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (id, kind, revision)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO revision_documents (id, kind, revision)
SELECT change.value ->> 'id', change.value ->> 'kind', revisions.number FROM revisions, json_each(revisions.changes) AS change;

-- A document says whose it is; of one that a revision only deleted, an earlier revision says it.
UPDATE revisions SET (account, region) = (
    SELECT change.value ->> '$.body.account', change.value ->> '$.body.region'
    FROM json_each(revisions.changes) AS change WHERE change.value ->> '$.body.account' IS NOT NULL LIMIT 1)
WHERE EXISTS (SELECT 1 FROM json_each(revisions.changes) AS change WHERE change.value ->> '$.body.account' IS NOT NULL);

UPDATE revisions SET (account, region) = (
    SELECT earlier.account, earlier.region
    FROM json_each(revisions.changes) AS change
    JOIN revision_documents AS put ON put.id = change.value ->> 'id' AND put.kind = change.value ->> 'kind' AND put.revision < revisions.number
    JOIN revisions AS earlier ON earlier.number = put.revision AND earlier.account <> '' LIMIT 1)
WHERE account = '' AND EXISTS (
    SELECT 1 FROM json_each(revisions.changes) AS change
    JOIN revision_documents AS put ON put.id = change.value ->> 'id' AND put.kind = change.value ->> 'kind' AND put.revision < revisions.number
    JOIN revisions AS earlier ON earlier.number = put.revision AND earlier.account <> '');

CREATE INDEX revisions_by_scope ON revisions (account, region, number);
