-- What was done about an unusual month, by whom, and since when nothing is left to do (empty = open).

ALTER TABLE explanations ADD COLUMN action VARCHAR;
ALTER TABLE explanations ADD COLUMN owner_role VARCHAR;
ALTER TABLE explanations ADD COLUMN closed_on DATE;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_explanations AS
SELECT t.* FROM explanations AS t
JOIN current_slices AS c ON c.kind = 'explanations' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
