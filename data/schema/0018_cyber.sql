-- Cyber and resilience: outages of services; accreditations, tests and plans; lessons learned.

CREATE TABLE outages (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    outage_id VARCHAR, service VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP, users_affected INTEGER, extent VARCHAR,
    planned BOOLEAN, cause VARCHAR
);

CREATE VIEW current_outages AS
SELECT t.* FROM outages AS t
JOIN current_slices AS c ON c.kind = 'outages' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE TABLE assurance (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    item_id VARCHAR, scheme VARCHAR, title VARCHAR, service VARCHAR, owner_role VARCHAR, done_on DATE, result VARCHAR,
    critical_open INTEGER, high_open INTEGER, medium_open INTEGER, low_open INTEGER,
    critical_closed INTEGER, high_closed INTEGER, medium_closed INTEGER, low_closed INTEGER,
    valid_until DATE, next_due DATE, target_recovery_hours DOUBLE, achieved_recovery_hours DOUBLE,
    phishing_sent INTEGER, phishing_reported INTEGER, phishing_clicked INTEGER, difficulty VARCHAR,
    minutes_to_first_report DOUBLE, private_session_on DATE, note VARCHAR
);

CREATE VIEW current_assurance AS
SELECT t.* FROM assurance AS t
JOIN current_slices AS c ON c.kind = 'assurance' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE TABLE lessons (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    lesson_id VARCHAR, source VARCHAR, lesson VARCHAR, what_we_did VARCHAR, status VARCHAR, owner_role VARCHAR, status_on DATE
);

CREATE VIEW current_lessons AS
SELECT t.* FROM lessons AS t
JOIN current_slices AS c ON c.kind = 'lessons' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
