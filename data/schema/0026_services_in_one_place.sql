-- What is known of a service beyond its volumes: its effect on groups with protected characteristics, and visits by phone.

ALTER TABLE online_services ADD COLUMN equality_note VARCHAR;
ALTER TABLE online_services ADD COLUMN equality_assessed_on DATE;
ALTER TABLE online_services ADD COLUMN visits_on_phones DOUBLE;  -- percent of visits

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_online_services AS
SELECT t.* FROM online_services AS t
JOIN current_slices AS c
  ON c.kind = 'online_services' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
