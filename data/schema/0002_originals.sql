-- The files as they were uploaded, in a table of their own: everybody's queries read submissions, nobody's the bytes,
-- and on a lake (data/lake.py) the small rows stay in the catalogue, where they are quick to read.

CREATE TABLE originals (
    submission_id VARCHAR NOT NULL,
    original      BLOB NOT NULL        -- zstd-compressed; without columns about people
);

INSERT INTO originals SELECT submission_id, original FROM submissions;

CREATE OR REPLACE VIEW live_submissions AS
SELECT s.*, st.published_at, coalesce(st.publish_order, '~') AS publish_order  -- '~' sorts after every id
FROM submissions AS s
JOIN submission_states AS st USING (submission_id)
WHERE st.state = 'published' OR s.submission_id = coalesce(getvariable('with_draft'), '');

ALTER TABLE submissions DROP COLUMN original;
