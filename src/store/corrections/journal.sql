-- What people say of comments against the machine. Rows are only ever added.
CREATE TABLE corrections (
    id      TEXT PRIMARY KEY,
    batch   TEXT NOT NULL,
    at      TEXT NOT NULL,      -- UTC, microseconds
    author  TEXT NOT NULL,
    why     TEXT NOT NULL,
    comment TEXT NOT NULL,      -- source/id
    content TEXT NOT NULL,      -- hash of the text as it was
    target  TEXT NOT NULL,      -- theme:ID, sentiment, language, undo
    value   TEXT NOT NULL,
    machine TEXT NOT NULL       -- what the machine said then
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_by_time ON corrections (at);
