-- Every milestone of the projects in the register: the day first agreed, the day it came or is now expected, and the days between.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: milestone_id, project_id, name (of the project), milestone, milestone_type (approval|assurance|delivery|go_live|
--   benefit), critical, baseline_date, previous_forecast, expected_on (the day it came; else the forecast; else the baseline),
--   is_done, is_cancelled, is_to_come (neither, in a project that is open), slippage_days (expected_on less baseline_date;
--   above 0 = later; NULL = cancelled), status
-- uses: projects/register
SELECT
    m.milestone_id, r.project_id, r.name, m.name AS milestone, m.type AS milestone_type, coalesce(m.critical, FALSE) AS critical,
    m.baseline_date, m.previous_forecast,
    coalesce(m.actual_date, m.forecast_date, m.baseline_date) AS expected_on,
    m.actual_date IS NOT NULL OR coalesce(m.status = 'done', FALSE) AS is_done,
    NOT is_done AND m.status IS NOT DISTINCT FROM 'cancelled' AS is_cancelled,
    r.is_open AND NOT is_done AND NOT is_cancelled AS is_to_come,
    if(is_cancelled, NULL, date_diff('day', m.baseline_date, coalesce(m.actual_date, m.forecast_date)))::INTEGER AS slippage_days,
    m.status
FROM current_milestones AS m
JOIN projects_register AS r USING (project_id)
ORDER BY lower(r.name), r.project_id, expected_on, m.milestone_id
