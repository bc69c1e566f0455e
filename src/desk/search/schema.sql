-- What comments are found by. All of it can be made anew from the state and the log of corrections.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- A comment's number is never given again: one that is changed gets another.
CREATE TABLE ids (n INTEGER PRIMARY KEY, comment_id TEXT NOT NULL UNIQUE) STRICT;
-- Facts of comments: of each fact one number a comment, in blocks of 8,192 comments.
CREATE TABLE block (
    at    INTEGER PRIMARY KEY,      -- the fact, then the block
    width INTEGER NOT NULL,         -- bytes of a number
    bytes BLOB NOT NULL             -- numbers, the lowest byte first; behind the last all are 0
) STRICT;
CREATE TABLE theme (t INTEGER PRIMARY KEY, theme TEXT NOT NULL UNIQUE, parent TEXT) STRICT;
-- Columns, and the values of those that have no more than a person can choose from.
CREATE TABLE columns (c INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, whole INTEGER NOT NULL) STRICT;
CREATE TABLE value (
    c INTEGER NOT NULL, v INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (c, value)
) STRICT, WITHOUT ROWID;
-- Folded words with the number of comments that had them.
CREATE TABLE word (word TEXT PRIMARY KEY, comments INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- Corrections that the facts were made with.
CREATE TABLE said (comment_id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- Beginnings of one letter behind the mark of the language are kept too: nearly every comment has some of each.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', columnsize = 0, prefix = '2', tokenize = 'ascii'
);
-- Words are gathered in so many bytes before they are written: few large pieces instead of many small ones.
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
