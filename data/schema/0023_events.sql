-- Events: days that may have changed a measure.

CREATE TABLE events (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    event_id VARCHAR, title VARCHAR, happened_on DATE, ended_on DATE, sort VARCHAR, measure_id VARCHAR, what VARCHAR
);

CREATE VIEW current_events AS
SELECT t.* FROM events AS t
JOIN current_slices AS c ON c.kind = 'events' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
