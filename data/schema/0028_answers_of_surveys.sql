-- How many answered a survey, of how many who were asked, beside the value that their answers gave.

ALTER TABLE kpi_values ADD COLUMN answers DOUBLE;
ALTER TABLE kpi_values ADD COLUMN invited DOUBLE;
ALTER TABLE kpi_values ADD COLUMN response_rate DOUBLE;  -- percent of those asked

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_kpi_values AS
SELECT t.* FROM kpi_values AS t
JOIN current_slices AS c ON c.kind = 'kpi_values' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
