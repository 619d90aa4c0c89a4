-- Devices: how many a group has, how old they are, when they are renewed; handed back and disposed of since the count before.

CREATE TABLE devices (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    month DATE, held_by VARCHAR, device_type VARCHAR, "number" INTEGER, average_age_years DOUBLE, refresh_age_years DOUBLE,
    older_than_refresh INTEGER, refresh_due_by DATE, models_offered INTEGER, issued INTEGER, returned INTEGER, disposed INTEGER,
    disposed_with_certificate INTEGER
);

CREATE VIEW current_devices AS
SELECT t.* FROM devices AS t
JOIN current_slices AS c ON c.kind = 'devices' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
