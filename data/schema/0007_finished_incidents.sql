-- Whether an incident is finished although it has no end date: told by its status when its file was checked.

ALTER TABLE incidents ADD COLUMN finished BOOLEAN;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_incidents AS
SELECT t.* FROM incidents AS t
JOIN current_slices AS c ON c.kind = 'incidents' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
