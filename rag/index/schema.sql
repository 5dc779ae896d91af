-- The tables of an index; the FAISS and tantivy indexes are derived from their rows.
-- A document without a place is not visible: it is being built, or about to be removed.
-- SQLite keeps the comments inside a statement as part of the table's definition, which is compared
-- when an index is opened: a change to them needs a new schema version.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Every file of the last build, with the SHA-256 of its bytes and of the corrections of its
-- metadata, so that an unchanged file is not parsed again.
CREATE TABLE files (
    path   TEXT PRIMARY KEY,          -- relative to the corpus folder, forward slashes
    size   INTEGER NOT NULL,          -- bytes
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

-- Files, or records of files, that could not be read, with the reasons.
CREATE TABLE skipped (
    path   TEXT NOT NULL,
    record INTEGER,                   -- line, message, chapter or entry of a file of several articles
    reason TEXT NOT NULL
);

CREATE TABLE documents (
    document  INTEGER PRIMARY KEY AUTOINCREMENT,
    doc_id    TEXT NOT NULL,          -- from the text and the metadata, the same in every build
    recipe    TEXT NOT NULL,          -- how it was segmented and embedded; readers see one recipe
    title     TEXT,
    author    TEXT,
    source    TEXT,
    url       TEXT,
    published TEXT,                   -- YYYY-MM-DD
    sha256    TEXT NOT NULL,          -- of the text, in UTF-8
    length    INTEGER NOT NULL,       -- code points
    checksum  INTEGER NOT NULL,       -- CRC-32 of all of it
    UNIQUE (doc_id, recipe)
);

-- The places of a document; two copies of an article are one document with two places. A version of
-- a longer document of the same address is kept for the next build, and is not visible.
CREATE TABLE places (
    path        TEXT NOT NULL REFERENCES files (path) DEFERRABLE INITIALLY DEFERRED,
    record      INTEGER,
    document    INTEGER NOT NULL REFERENCES documents (document) ON DELETE CASCADE,
    encoding    TEXT,
    byte_offset INTEGER,
    pages       TEXT,                 -- offsets at which pages begin, as JSON; NULL without pages
    doubt       TEXT,                 -- why the text may not be that of the file
    fields      TEXT,                 -- which fields of a record were read as what, as JSON
    version_of  INTEGER,              -- the longer document; NULL for a visible one
    checksum    INTEGER NOT NULL      -- CRC-32 of all places of the document
);
CREATE INDEX places_by_path ON places (path);
CREATE INDEX places_by_document ON places (document, version_of);

-- A document's text is the concatenation of its passages' texts: each also holds the characters
-- up to the next passage. `start` and `end` are those of the sentences.
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
    document   INTEGER NOT NULL REFERENCES documents (document) ON DELETE CASCADE,
    offset     INTEGER NOT NULL,      -- where `text` begins in the document, in code points
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    text       TEXT NOT NULL,
    digest     BLOB NOT NULL,         -- SHA-256 of what was embedded: words and sentence bounds
    vectors    BLOB NOT NULL,         -- float16: the passage's own, then its sentences'
    searched   INTEGER NOT NULL,      -- CRC-32 of what the search indexes are made of
    ranked     INTEGER NOT NULL,      -- CRC-32 of the vectors, which passages are ranked by
    checksum   INTEGER NOT NULL       -- CRC-32 of all of it, sentences and attributions too
);
CREATE INDEX passages_by_document ON passages (document, offset);
CREATE INDEX passages_by_digest ON passages (digest);

CREATE TABLE sentences (
    passage_id INTEGER NOT NULL REFERENCES passages (passage_id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    paragraph  INTEGER NOT NULL,
    heading    INTEGER NOT NULL,
    PRIMARY KEY (passage_id, start)
) WITHOUT ROWID;

-- Statements and their speakers: a row for each passage that holds a part of the content.
CREATE TABLE attributions (
    passage_id INTEGER NOT NULL REFERENCES passages (passage_id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    speaker    TEXT,                  -- NULL where nobody is clearly meant
    form       TEXT NOT NULL,         -- how the speaker stands there: name, pronoun, role or none
    cue        TEXT NOT NULL,
    kind       TEXT NOT NULL,         -- direct, indirect or mixed
    act        TEXT NOT NULL,         -- said, asked, promised, thinks, denied or opposed
    told_by    TEXT                   -- who alone reports it; NULL where the article does
);
CREATE INDEX attributions_by_passage ON attributions (passage_id);
CREATE INDEX attributions_by_speaker ON attributions (speaker);
