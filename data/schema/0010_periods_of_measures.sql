-- How long the periods of a measure are: month, quarter or year (empty = month).

ALTER TABLE measures ADD COLUMN period VARCHAR;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_measures AS
SELECT t.* FROM measures AS t
JOIN current_slices AS c ON c.kind = 'measures' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
