-- What comments are found by. All of it can be made anew from the state and the log of corrections.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ids (n INTEGER PRIMARY KEY, comment_id TEXT NOT NULL UNIQUE) STRICT;
-- Small rows: counting goes over all of them.
CREATE TABLE comment (
    n        INTEGER PRIMARY KEY,
    place    INTEGER NOT NULL,      -- in the queue
    day      INTEGER NOT NULL,      -- as 20260301, 0 where there is none
    language INTEGER NOT NULL,
    polarity INTEGER NOT NULL,
    reasons  INTEGER NOT NULL,      -- one bit each
    themes   INTEGER NOT NULL,      -- how many
    person   INTEGER NOT NULL       -- how many corrections stand
) STRICT;
CREATE INDEX comment_by_place ON comment (place);
CREATE INDEX comment_by_day ON comment (day);
CREATE TABLE theme (t INTEGER PRIMARY KEY, theme TEXT NOT NULL UNIQUE, parent TEXT) STRICT;
CREATE TABLE mention (
    t INTEGER NOT NULL, n INTEGER NOT NULL, polarity INTEGER NOT NULL, PRIMARY KEY (t, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_by_comment ON mention (n);
-- Values of columns that have no more than a person can choose from.
CREATE TABLE columns (name TEXT PRIMARY KEY, whole INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE value (v INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value)) STRICT;
CREATE TABLE cell (v INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (v, n)) STRICT, WITHOUT ROWID;
CREATE INDEX cell_by_comment ON cell (n);
-- Folded words with the comments that have them.
CREATE TABLE word (word TEXT PRIMARY KEY, comments INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- Corrections that the rows above were made with.
CREATE TABLE said (comment_id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
