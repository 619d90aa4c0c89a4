-- Published briefings: what a committee was given on paper, byte for byte, with who made it public and when. Rows are only ever
-- added; a later briefing for the same meeting and template supersedes the one before it (briefing/kept.py).

CREATE TABLE packs (
    pack_id      VARCHAR NOT NULL,
    committee    VARCHAR NOT NULL,
    meeting      DATE NOT NULL,
    template     VARCHAR NOT NULL,
    title        VARCHAR NOT NULL,
    final        BOOLEAN NOT NULL,
    as_at        DATE NOT NULL,       -- the day at whose end its figures stood
    since        DATE,                -- the day that it compares with; NULL = none
    choices      VARCHAR NOT NULL,    -- JSON: exhibits, note, reason
    content      VARCHAR NOT NULL,    -- JSON: what each exhibit said, with the cells of its table
    exhibits     INTEGER NOT NULL,
    pdf          BLOB NOT NULL,
    docx         BLOB NOT NULL,
    published_at TIMESTAMP NOT NULL,  -- UTC
    published_by VARCHAR NOT NULL
);

-- parameters of the session: as_at (TIMESTAMP, UTC; NULL = now)
CREATE VIEW current_packs AS
SELECT
    * EXCLUDE (pdf, docx, content),
    lead(pack_id) OVER (PARTITION BY committee, meeting, template ORDER BY published_at, pack_id) AS superseded_by
FROM packs
WHERE published_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity');
