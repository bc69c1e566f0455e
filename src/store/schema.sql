-- The state of a job: every comment with its tags, and what is known of the inputs.
-- A comment's `key` is internal; `comment_id` is what is published.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Versions that made tags.
CREATE TABLE versions (
    version   INTEGER PRIMARY KEY,
    program   TEXT NOT NULL,
    lexicons  TEXT NOT NULL,
    codeframe TEXT NOT NULL,
    UNIQUE (program, lexicons, codeframe)
) STRICT;

CREATE TABLE comments (
    key              INTEGER PRIMARY KEY,
    comment_id       TEXT NOT NULL UNIQUE,    -- source/id
    source           TEXT NOT NULL,
    file             TEXT NOT NULL,           -- relative to the job's folder
    row              INTEGER NOT NULL,
    "column"         TEXT,                    -- column of the comment, where a row has several
    question         TEXT,                    -- the question it answers, where the header asks one
    text             TEXT NOT NULL,
    date             TEXT,                    -- as written
    day              TEXT,                    -- in the job's time zone
    at               TEXT,                    -- UTC
    own_score        TEXT,
    score_column     TEXT,                    -- where the own score is from: its name tells the scale
    segments         TEXT NOT NULL,           -- JSON object
    fields           TEXT NOT NULL,           -- JSON object
    given            TEXT,                    -- language that the source names
    content          BLOB NOT NULL,           -- BLAKE3 of the text and its question
    rest             BLOB NOT NULL,           -- BLAKE3 of everything else that came with it
    language         TEXT NOT NULL,
    script           TEXT NOT NULL,
    language_score   INTEGER NOT NULL,        -- thousandths
    language_reason  TEXT,
    polarity         TEXT NOT NULL,
    score            INTEGER NOT NULL,        -- hundredths, as are the next two
    positive         INTEGER NOT NULL,
    negative         INTEGER NOT NULL,
    probability      INTEGER NOT NULL,        -- thousandths
    flags            TEXT NOT NULL,           -- parted by ;
    sentences        TEXT NOT NULL,           -- JSON array: languages by sentence, where they are mixed
    durations        TEXT NOT NULL,           -- JSON array
    personal         TEXT NOT NULL,           -- JSON array: places of personal data, never the data
    version          INTEGER NOT NULL REFERENCES versions,
    first_generation INTEGER NOT NULL,
    generation       INTEGER NOT NULL         -- the last one that changed it
) STRICT;
CREATE INDEX comments_by_generation ON comments (generation);

CREATE TABLE mentions (
    key      INTEGER NOT NULL REFERENCES comments ON DELETE CASCADE,
    number   INTEGER NOT NULL,                -- order of the codeframe
    theme    TEXT NOT NULL,
    parent   TEXT,
    stage    TEXT NOT NULL,
    polarity TEXT NOT NULL,
    PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

-- Evidence without a theme is evidence of the comment's sentiment.
CREATE TABLE evidence (
    key     INTEGER NOT NULL REFERENCES comments ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    mention INTEGER,                          -- number of the mention
    start   INTEGER NOT NULL,                 -- bytes of the text, half-open
    end     INTEGER NOT NULL,
    term    TEXT NOT NULL,
    entry   TEXT NOT NULL,                    -- file:line
    kind    TEXT NOT NULL,
    matched TEXT NOT NULL,
    parts   TEXT NOT NULL,                    -- start-end;start-end
    valence INTEGER,
    result  INTEGER,
    steps   TEXT NOT NULL,                    -- JSON array
    PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

-- Themes of the codeframe in use, and those of older ones that rows still name.
CREATE TABLE themes (
    theme      TEXT PRIMARY KEY,
    number     INTEGER NOT NULL,
    parent     TEXT,
    stage      TEXT NOT NULL,
    prior      TEXT,
    labels     TEXT NOT NULL,                 -- JSON object
    definition TEXT NOT NULL,
    codeframe  TEXT NOT NULL                  -- last version that has it
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    generation INTEGER PRIMARY KEY,
    run_date   TEXT NOT NULL,
    kind       TEXT NOT NULL,                 -- run, replay, recode, erase
    status     TEXT NOT NULL,                 -- published, incomplete
    version    INTEGER NOT NULL REFERENCES versions,
    read       INTEGER NOT NULL,              -- = annotated + rejected + skipped
    annotated  INTEGER NOT NULL,
    rejected   INTEGER NOT NULL,
    skipped    INTEGER NOT NULL,
    new        INTEGER NOT NULL,              -- comments, as are all below
    changed    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    unchanged  INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    superseded INTEGER NOT NULL,
    recoded    INTEGER NOT NULL
) STRICT;

-- What later runs are compared with.
CREATE TABLE run_sources (
    generation INTEGER NOT NULL REFERENCES runs,
    source     TEXT NOT NULL,
    read       INTEGER NOT NULL,
    rejected   INTEGER NOT NULL,
    languages  TEXT NOT NULL,                 -- JSON object: comments by language
    PRIMARY KEY (generation, source)
) STRICT, WITHOUT ROWID;

-- Inputs that have been read to the end.
CREATE TABLE files (
    source     TEXT NOT NULL,
    path       TEXT NOT NULL,
    hash       TEXT NOT NULL,                 -- BLAKE3
    bytes      INTEGER NOT NULL,
    reading    TEXT NOT NULL,                 -- hash of the settings it was read with
    generation INTEGER NOT NULL,
    PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- The columns of each source, as they were last accepted.
CREATE TABLE shapes (
    source TEXT PRIMARY KEY,
    shape  TEXT NOT NULL                      -- JSON object
) STRICT, WITHOUT ROWID;

-- Rows that could not be read and have not been mended.
CREATE TABLE rejects (
    source TEXT NOT NULL,
    path   TEXT NOT NULL,
    number INTEGER NOT NULL,
    row    INTEGER NOT NULL,
    line   INTEGER NOT NULL,
    start  INTEGER NOT NULL,                  -- bytes of the decoded input, half-open
    end    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    raw    BLOB NOT NULL,
    PRIMARY KEY (source, path, number)
) STRICT, WITHOUT ROWID;
