-- On which measures' charts an outage stands, by the word of whoever logged it.

ALTER TABLE outages ADD COLUMN measure_ids VARCHAR;  -- codes, ';' between

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_outages AS
SELECT t.* FROM outages AS t
JOIN current_slices AS c ON c.kind = 'outages' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
