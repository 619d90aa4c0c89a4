-- Remembered matches: how files with a certain header are read. Nothing is overwritten: forgetting is a row of its own,
-- and of several matches of one kind and header the one saved last counts, until it is forgotten.

CREATE TABLE layouts (
    layout_id   VARCHAR NOT NULL,  -- time-ordered; the row that forgets a match has its id too
    event       VARCHAR NOT NULL,  -- saved | forgotten
    kind        VARCHAR NOT NULL,
    source      VARCHAR NOT NULL,  -- what the officer calls the files, such as Contact centre
    header      VARCHAR NOT NULL,  -- JSON list: names of the columns in their order, * for a month or quarter
    fingerprint VARCHAR NOT NULL,  -- of the names as a set: columns may change places
    toml        VARCHAR NOT NULL,  -- the layout, as people write and share it
    by_whom     VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL -- UTC
);

CREATE VIEW current_layouts AS
WITH newest AS (
    SELECT *, row_number() OVER (PARTITION BY kind, fingerprint ORDER BY happened_at DESC, layout_id DESC) AS place
    FROM layouts
)
SELECT layout_id, kind, source, header, fingerprint, toml, by_whom AS saved_by, happened_at AS saved_at
FROM newest
WHERE place = 1 AND event = 'saved';
