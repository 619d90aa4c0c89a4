-- The council's own words; and of each measure who approved it since when, what it only stands for, how far its benchmark can
-- be compared, and which other plan it belongs to.

CREATE TABLE glossary (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    term VARCHAR, plain_words VARCHAR, also_called VARCHAR
);

CREATE VIEW current_glossary AS
SELECT t.* FROM glossary AS t
JOIN current_slices AS c ON c.kind = 'glossary' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

ALTER TABLE measures ADD COLUMN version VARCHAR;
ALTER TABLE measures ADD COLUMN approved_by VARCHAR;
ALTER TABLE measures ADD COLUMN first_period DATE;
ALTER TABLE measures ADD COLUMN proxy_for VARCHAR;
ALTER TABLE measures ADD COLUMN benchmark_period VARCHAR;
ALTER TABLE measures ADD COLUMN benchmark_n INTEGER;
ALTER TABLE measures ADD COLUMN benchmark_formula VARCHAR;
ALTER TABLE measures ADD COLUMN benchmark_comparable VARCHAR;
ALTER TABLE measures ADD COLUMN benchmark_comparable_why VARCHAR;
ALTER TABLE measures ADD COLUMN related_plan VARCHAR;
ALTER TABLE measures ADD COLUMN related_plan_link VARCHAR;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_measures AS
SELECT t.* FROM measures AS t
JOIN current_slices AS c ON c.kind = 'measures' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
