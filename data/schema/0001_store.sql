-- The store: what was submitted, what happened to it, and which parts (slices) of a kind it supplies.
-- Nothing here is ever updated or deleted. Only plain tables and views: no keys, sequences or indexes, so that
-- the same SQL also runs on DuckLake. Times are UTC.

CREATE TABLE submissions (
    submission_id  VARCHAR NOT NULL,   -- time-ordered, made in Python
    kind           VARCHAR NOT NULL,
    file_name      VARCHAR NOT NULL,
    sha256         VARCHAR NOT NULL,   -- of the original bytes
    original       BLOB NOT NULL,      -- zstd-compressed; without columns about people
    original_bytes BIGINT NOT NULL,
    row_count      BIGINT NOT NULL,
    period_from    DATE,               -- first month the rows speak of
    period_to      DATE,               -- the day up to which the data is complete
    repairs        VARCHAR NOT NULL,   -- JSON list of sentences: what intake mended
    submitted_by   VARCHAR NOT NULL,
    submitted_at   TIMESTAMP NOT NULL
);

CREATE TABLE submission_events (
    event_id      VARCHAR NOT NULL,    -- time-ordered
    submission_id VARCHAR NOT NULL,
    event         VARCHAR NOT NULL,    -- drafted | published | withdrawn | discarded
    by_whom       VARCHAR NOT NULL,
    happened_at   TIMESTAMP NOT NULL,
    why           VARCHAR NOT NULL
);

CREATE TABLE slices (
    submission_id VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    slice_key     VARCHAR NOT NULL,
    row_count     BIGINT NOT NULL
);

CREATE TABLE measures (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    measure_id VARCHAR, name VARCHAR, plain_meaning VARCHAR, unit VARCHAR, direction VARCHAR, target DOUBLE,
    recalculate_from VARCHAR,          -- months as 2025-04, ';' between
    recalculation_reason VARCHAR, baseline_points INTEGER, screen_outliers BOOLEAN, theme VARCHAR,
    owner_role VARCHAR, data_source VARCHAR, benchmark_name VARCHAR, benchmark_value DOUBLE,
    benchmark_definition VARCHAR,
    due_day INTEGER                    -- day of the following month by which the figure is due
);

CREATE TABLE kpi_values (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    measure_id VARCHAR, month DATE, value DOUBLE, numerator DOUBLE, denominator DOUBLE, note VARCHAR
);

CREATE TABLE incidents (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    ticket_id VARCHAR, ticket_type VARCHAR, opened_at TIMESTAMP, resolved_at TIMESTAMP, closed_at TIMESTAMP,
    status VARCHAR, priority VARCHAR, contact_channel VARCHAR, category VARCHAR, subcategory VARCHAR,
    directorate VARCHAR, assignment_group VARCHAR, reassignments INTEGER, reopened_count INTEGER,
    resolved_first_contact BOOLEAN, sla_met BOOLEAN, work_time_lost_minutes DOUBLE, satisfaction INTEGER
);

CREATE TABLE explanations (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    measure_id VARCHAR, month DATE, cause VARCHAR, explanation VARCHAR, exceptional BOOLEAN, author_role VARCHAR
);

CREATE TABLE meetings (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    meeting_id VARCHAR, committee VARCHAR, meeting_date DATE, title VARCHAR, papers_due_on DATE
);

-- Sums kept per slice, written with the draft (data/sums/incidents.sql): pages stay fast at ten million incidents.
-- '*' in directorate or category means all of them; 'Not stated' means the file left it empty.
CREATE TABLE incident_sums (
    submission_id VARCHAR, slice_key VARCHAR, month DATE, directorate VARCHAR, category VARCHAR,
    incidents BIGINT, minutes_lost DOUBLE, minutes_stated BIGINT, minutes_lost_median DOUBLE,
    password_resets BIGINT, resolved BIGINT, hours_to_resolve DOUBLE, hours_to_resolve_median DOUBLE,
    reopened BIGINT, reopened_stated BIGINT, first_contact BIGINT, first_contact_stated BIGINT
);

-- Incidents of the slice that were open at the month ends first_month_end to last_month_end (NULL: still open).
CREATE TABLE incident_backlog (
    submission_id VARCHAR, slice_key VARCHAR, directorate VARCHAR, category VARCHAR,
    age_band VARCHAR,                  -- 0-7 | 8-30 | 31-90 | 90+ days
    first_month_end DATE, last_month_end DATE, incidents BIGINT
);

-- Current views. Two variables of the connection steer them, set by the store for each query:
-- as_at (TIMESTAMP, UTC; NULL = now) and with_draft (a submission id whose draft counts as published last; NULL = none).

CREATE VIEW submission_states AS
SELECT
    submission_id,
    arg_max(event, event_id) AS state,
    min(event_id) FILTER (event = 'published') AS publish_order,  -- a restored submission takes its old place again
    min(happened_at) FILTER (event = 'published') AS published_at
FROM submission_events
WHERE happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
GROUP BY submission_id;

CREATE VIEW live_submissions AS
SELECT s.* EXCLUDE (original), st.published_at, coalesce(st.publish_order, '~') AS publish_order  -- '~' sorts after every id
FROM submissions AS s
JOIN submission_states AS st USING (submission_id)
WHERE st.state = 'published' OR s.submission_id = coalesce(getvariable('with_draft'), '');

CREATE VIEW current_slices AS
SELECT sl.kind, sl.slice_key, arg_max(sl.submission_id, l.publish_order) AS submission_id
FROM slices AS sl
JOIN live_submissions AS l USING (submission_id)
GROUP BY sl.kind, sl.slice_key;

CREATE VIEW current_measures AS
SELECT t.* FROM measures AS t
JOIN current_slices AS c ON c.kind = 'measures' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_kpi_values AS
SELECT t.* FROM kpi_values AS t
JOIN current_slices AS c ON c.kind = 'kpi_values' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_incidents AS
SELECT t.* FROM incidents AS t
JOIN current_slices AS c ON c.kind = 'incidents' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_explanations AS
SELECT t.* FROM explanations AS t
JOIN current_slices AS c ON c.kind = 'explanations' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_meetings AS
SELECT t.* FROM meetings AS t
JOIN current_slices AS c ON c.kind = 'meetings' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_incident_sums AS
SELECT t.* FROM incident_sums AS t
JOIN current_slices AS c ON c.kind = 'incidents' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_incident_backlog AS
SELECT t.* FROM incident_backlog AS t
JOIN current_slices AS c ON c.kind = 'incidents' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
