-- Each milestone of a project: the day first agreed, the day expected in the report before, the day now expected, the day it came,
-- and how often it was put off. Versions are compared month by month of publication, the last of each month.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today)
-- columns: milestone_id, project_id, name (of the project), milestone, milestone_type (approval|assurance|delivery|go_live|
--   benefit), critical (the end date depends on it), baseline_date, last_forecast (as the file says; else as the version before
--   had it), forecast_date, actual_date, expected_on (the day it came; else the forecast; else the baseline), is_done,
--   is_cancelled, is_to_come (neither, in a project that is open), slippage_days (expected_on less baseline_date; above 0 =
--   later; NULL = cancelled), moved_days (forecast_date less last_forecast; above 0 = put off), times_put_off (in the versions
--   published), versions (months in which it was published), days_overdue (0 = not overdue), status (not_started|on_track|
--   at_risk|late|done|cancelled), note
-- uses: projects/milestone_dates
WITH versions AS (
    SELECT milestone_id, forecast_date, date_trunc('month', coalesce(published_at, current_date))::DATE AS version
    FROM published_milestones
    QUALIFY row_number() OVER (
        PARTITION BY milestone_id, date_trunc('month', coalesce(published_at, current_date)) ORDER BY publish_order DESC) = 1
),
stepped AS (
    SELECT
        milestone_id, version, forecast_date,
        lag(forecast_date) OVER (PARTITION BY milestone_id ORDER BY version) AS forecast_before
    FROM versions
),
history AS (
    SELECT
        milestone_id,
        arg_max(coalesce(forecast_before, DATE '9999-12-31'), version) AS forecast_before,  -- arg_max leaves NULL out
        count(*) FILTER (forecast_date > forecast_before)::INTEGER AS times_put_off,
        count(*)::INTEGER AS versions
    FROM stepped
    GROUP BY milestone_id
)
SELECT
    d.milestone_id, d.project_id, d.name, d.milestone, d.milestone_type, d.critical, d.baseline_date,
    coalesce(m.previous_forecast, nullif(h.forecast_before, DATE '9999-12-31')) AS last_forecast,
    m.forecast_date, m.actual_date,
    d.expected_on, d.is_done, d.is_cancelled, d.is_to_come, d.slippage_days,
    date_diff('day', last_forecast, m.forecast_date)::INTEGER AS moved_days,
    coalesce(h.times_put_off, 0) AS times_put_off, coalesce(h.versions, 0) AS versions,
    if(d.is_to_come, greatest(0, date_diff('day', d.expected_on, coalesce($today::DATE, current_date))), 0)::INTEGER AS days_overdue,
    d.status, nullif(trim(m.note), '') AS note
FROM projects_milestone_dates AS d
JOIN current_milestones AS m USING (project_id, milestone_id)
LEFT JOIN history AS h USING (milestone_id)
ORDER BY lower(d.name), d.project_id, d.expected_on, d.milestone_id
