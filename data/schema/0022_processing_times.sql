-- Processing times: days from a request to its outcome by service, month and route.

CREATE TABLE processing_times (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    service_id VARCHAR, month DATE, route VARCHAR, cases INTEGER, days DOUBLE, taken_as VARCHAR, days_are VARCHAR, note VARCHAR
);

CREATE VIEW current_processing_times AS
SELECT t.* FROM processing_times AS t
JOIN current_slices AS c
  ON c.kind = 'processing_times' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
