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

-- Who is to label which comment without seeing what others say. Rows are only ever added.
CREATE TABLE assignments (
    comment TEXT NOT NULL,
    coder   TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (comment, coder)
) STRICT, WITHOUT ROWID;

-- What coders say, and what was decided between them (kind `decision`): of each the last counts.
CREATE TABLE codings (
    number  INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,      -- coding, decision
    comment TEXT NOT NULL,
    coder   TEXT NOT NULL,
    at      TEXT NOT NULL,
    content TEXT NOT NULL,      -- hash of the text as it was
    labels  TEXT NOT NULL,      -- JSON object
    note    TEXT NOT NULL
) STRICT;
CREATE INDEX codings_by_comment ON codings (comment);
