-- Channel shift: what each service handled in each channel, the catalogue of online services, and facts about areas.

CREATE TABLE channel_volumes (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    service_id VARCHAR, service_name VARCHAR, directorate VARCHAR,
    month DATE,                        -- first month of the period
    months INTEGER,                    -- how many months the period has: 1, 3 (a quarter) or 12
    channel VARCHAR,                   -- a channel of council.toml; 'not_stated'; 'all' = a total that nobody has split
    area_id VARCHAR,
    contacts DOUBLE, started DOUBLE, completed DOUBLE, assisted_digital_completed DOUBLE, failed DOUBLE,
    avoidable_contacts DOUBLE, avoidable_reason VARCHAR, problems_reported DOUBLE,
    calls_offered DOUBLE, calls_abandoned DOUBLE, avg_wait_seconds DOUBLE,
    cost_gbp DOUBLE, cost_source VARCHAR,
    sat_1 DOUBLE, sat_2 DOUBLE, sat_3 DOUBLE, sat_4 DOUBLE, sat_5 DOUBLE, comment VARCHAR
);

CREATE TABLE online_services (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    service_id VARCHAR, service_name VARCHAR, description VARCHAR, directorate VARCHAR, portfolio_holder VARCHAR,
    esd_service_id VARCHAR, url VARCHAR, customer_type VARCHAR,
    launched_on DATE,                  -- NULL: not online yet
    retired_on DATE,
    in_my_account BOOLEAN, joined_my_account_on DATE,
    e_registration BOOLEAN, e_authentication BOOLEAN, e_application BOOLEAN, e_payment BOOLEAN, e_decision BOOLEAN,
    e_issuance BOOLEAN, e_feedback BOOLEAN,
    mobile_ok BOOLEAN, accessibility_status VARCHAR, accessibility_tested_on DATE,
    offline_route VARCHAR,             -- 'None' = digital only
    assisted_digital_route VARCHAR,
    peak_months VARCHAR,               -- calendar months 1 to 12, ';' between
    last_tested_on DATE, test_evidence VARCHAR, hosting VARCHAR, shared_service_with VARCHAR,
    take_up_target DOUBLE, forecast_uptake DOUBLE,  -- percent
    forecast_cost_gbp DOUBLE, actual_cost_gbp DOUBLE,
    review_due_on DATE, review_done_on DATE, review_summary VARCHAR
);

CREATE TABLE areas (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    area_id VARCHAR, area_name VARCHAR, population DOUBLE,
    broadband_percent DOUBLE, broadband_source VARCHAR,
    exclusion_index DOUBLE, exclusion_source VARCHAR, as_of DATE
);

CREATE VIEW current_channel_volumes AS
SELECT t.* FROM channel_volumes AS t
JOIN current_slices AS c
  ON c.kind = 'channel_volumes' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_online_services AS
SELECT t.* FROM online_services AS t
JOIN current_slices AS c
  ON c.kind = 'online_services' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_areas AS
SELECT t.* FROM areas AS t
JOIN current_slices AS c ON c.kind = 'areas' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
