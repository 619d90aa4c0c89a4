-- Projects and money: the register, what each highlight report said, milestones, risks and issues, finance lines, and the
-- objectives that projects and measures serve. Status words stand twice: as they were written, and as they are understood.

CREATE TABLE projects (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    project_id VARCHAR,
    edition DATE,                      -- the period a yearly publication speaks of; NULL for the council's own register
    name VARCHAR, type VARCHAR,        -- run | transform
    aims_plain VARCHAR, category VARCHAR, corporate_priority VARCHAR, objective VARCHAR, directorate VARCHAR,
    portfolio_holder VARCHAR, sro VARCHAR, project_manager VARCHAR, board VARCHAR, stage VARCHAR,
    options_considered VARCHAR,
    start_baseline DATE, start_forecast DATE, start_actual DATE, end_baseline DATE, end_forecast DATE, end_actual DATE,
    whole_life_cost_baseline DOUBLE, whole_life_cost_forecast DOUBLE,  -- pounds
    fy_baseline DOUBLE, fy_forecast DOUBLE, fy_actual DOUBLE,          -- pounds
    funding_source VARCHAR, mtfp_ref VARCHAR,
    benefits_baseline DOUBLE, benefits_forecast DOUBLE, benefits_delivered DOUBLE,  -- pounds
    dca_overall VARCHAR, dca_overall_as_written VARCHAR, dca_sro VARCHAR, dca_cost VARCHAR, dca_schedule VARCHAR,
    dca_benefits VARCHAR, dca_resource VARCHAR,
    forward_look VARCHAR,              -- improving | no_change | worsening
    status_narrative VARCHAR, schedule_narrative VARCHAR, variance_narrative VARCHAR, budget_narrative VARCHAR,
    assessed_by VARCHAR, assessed_on DATE, exempt_reason VARCHAR,
    withheld VARCHAR,                  -- which figures the file withholds, and in which words
    shared_service_with VARCHAR, review_due_on DATE, closed_on DATE
);

CREATE TABLE highlight_reports (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    project_id VARCHAR, month DATE, report_date DATE,
    status_summary VARCHAR, done_this_period VARCHAR, planned_next_period VARCHAR,
    rag_overall VARCHAR, rag_overall_as_written VARCHAR, rag_previous VARCHAR,
    rag_time VARCHAR, rag_cost VARCHAR, rag_scope VARCHAR, rag_quality VARCHAR, rag_benefit VARCHAR, rag_risk VARCHAR,
    forward_look VARCHAR, tolerance_exceeded BOOLEAN, requests_for_change VARCHAR,
    key_risks VARCHAR, key_issues VARCHAR, corrective_actions VARCHAR, decisions_needed VARCHAR, lessons VARCHAR,
    author_role VARCHAR, approved_by_role VARCHAR, approved_on DATE, version VARCHAR
);

CREATE TABLE milestones (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    milestone_id VARCHAR, project_id VARCHAR, name VARCHAR, type VARCHAR,
    baseline_date DATE, previous_forecast DATE, forecast_date DATE, actual_date DATE,
    status VARCHAR, critical BOOLEAN, note VARCHAR
);

CREATE TABLE risks_issues (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    item_id VARCHAR, project_id VARCHAR, kind VARCHAR,  -- risk | issue
    title VARCHAR, cause_event_effect VARCHAR, category VARCHAR, impact_area VARCHAR,
    likelihood_1_5 INTEGER, impact_1_5 INTEGER, score INTEGER, residual_likelihood INTEGER, residual_impact INTEGER,
    target_score INTEGER, trend VARCHAR, proximity_date DATE, mitigation_planned VARCHAR, mitigation_done VARCHAR,
    owner_role VARCHAR, raised_on DATE, reviewed_on DATE, due_on DATE, status VARCHAR, became_issue BOOLEAN,
    escalated_to VARCHAR, affects_cyber BOOLEAN
);

CREATE TABLE finance (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    line_id VARCHAR, project_id VARCHAR, fin_year VARCHAR,  -- 2026/27
    period DATE,                       -- the month up to which forecast and actual are known; NULL = the whole year
    line_type VARCHAR, capital_revenue VARCHAR, one_off_recurring VARCHAR, saving_class VARCHAR,
    cost_budget_holder VARCHAR, saving_budget_holder VARCHAR, funding_source VARCHAR, mtfp_ref VARCHAR,
    baseline_gbp DOUBLE, forecast_gbp DOUBLE, actual_gbp DOUBLE, delivered_gbp DOUBLE,
    status VARCHAR, affects_cyber BOOLEAN, owner_role VARCHAR, measure_id VARCHAR, evidence VARCHAR, note VARCHAR
);

CREATE TABLE objectives (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    objective_id VARCHAR, level VARCHAR,  -- ambition | principle | objective | corporate_priority
    name VARCHAR, plain_meaning VARCHAR, parent_id VARCHAR, owner_role VARCHAR
);

CREATE VIEW current_projects AS
SELECT t.* FROM projects AS t
JOIN current_slices AS c ON c.kind = 'projects' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_highlight_reports AS
SELECT t.* FROM highlight_reports AS t
JOIN current_slices AS c ON c.kind = 'highlight_reports' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_milestones AS
SELECT t.* FROM milestones AS t
JOIN current_slices AS c ON c.kind = 'milestones' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_risks_issues AS
SELECT t.* FROM risks_issues AS t
JOIN current_slices AS c ON c.kind = 'risks_issues' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_finance AS
SELECT t.* FROM finance AS t
JOIN current_slices AS c ON c.kind = 'finance' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE VIEW current_objectives AS
SELECT t.* FROM objectives AS t
JOIN current_slices AS c ON c.kind = 'objectives' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

-- Everything that was ever published and not withdrawn, superseded rows too: what a register said at each publication.
-- published_at orders the versions of one slice.
CREATE VIEW published_projects AS
SELECT t.*, l.published_at, l.publish_order FROM projects AS t JOIN live_submissions AS l USING (submission_id);

CREATE VIEW published_milestones AS
SELECT t.*, l.published_at, l.publish_order FROM milestones AS t JOIN live_submissions AS l USING (submission_id);

CREATE VIEW published_risks_issues AS
SELECT t.*, l.published_at, l.publish_order FROM risks_issues AS t JOIN live_submissions AS l USING (submission_id);

CREATE VIEW published_finance AS
SELECT t.*, l.published_at, l.publish_order FROM finance AS t JOIN live_submissions AS l USING (submission_id);
