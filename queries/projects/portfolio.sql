-- The portfolio in one look: one row per project with its status, dates, cost, next milestone, and whether a report is missing.
-- Cost variance = (forecast - baseline) / baseline of the whole life; where the register has no whole-life forecast, of this
-- financial year (Government Major Projects Portfolio).
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $report_due_day (NULL = the council's setting), $cost_tolerance_percent (NULL = the council's setting)
-- columns: project_id, name, type, portfolio_holder, directorate, stage, hosting, shared_service_with (as in
--   projects/register), edition (NULL = the council's own register),
--   standing (open|on_hold|cancelled|ended|not_listed: left out of the newest edition), is_open (standing is open: it counts),
--   start_baseline, start_on (the day it started or is expected to), end_baseline, end_expected (the day it ended; else the forecast),
--   slippage_days (against the first baseline or end date published: projects/slippage), counted_from, is_rebaselined,
--   rating (of the newest report or edition; else the register's), rating_before, as_written, period (of the newest report),
--   source (report|edition; NULL = no report), report_date, report_age_days (since it was written; else since its month
--   ended), forward_look, missing_reports (of the last 12 months), missing_running (missing in a row, up to the newest due),
--   missing_month (the newest due month, where its report is missing), missing_due_on, days_late, late_month (the newest due
--   month, where its report came late), late_days, cost_baseline (£), cost_forecast (£), cost_basis (whole life|this year),
--   cost_variance_percent, is_over_tolerance, next_milestone, next_milestone_on, next_milestone_slippage_days,
--   next_milestone_days_overdue, overdue_milestones
-- uses: projects/register, projects/statuses, projects/missing_reports, projects/milestone_dates, projects/next_milestones, projects/slippage
WITH reports AS (
    SELECT
        project_id,
        count(*) FILTER (state = 'missing')::INTEGER AS missing_reports,
        max(month) FILTER (state = 'missing' AND is_newest) AS missing_month,
        max(due_on) FILTER (state = 'missing' AND is_newest) AS missing_due_on,
        max(days_late) FILTER (state = 'missing' AND is_newest) AS days_late,
        max(month) FILTER (state = 'late' AND is_newest) AS late_month,
        max(days_late) FILTER (state = 'late' AND is_newest) AS late_days
    FROM projects_missing_reports
    GROUP BY project_id
),
-- of the months missing, those in a row back from the newest due keep the same distance to their place
running AS (
    SELECT project_id, count(*)::INTEGER AS missing_running
    FROM (
        SELECT
            project_id,
            date_diff('month', month, max(month) FILTER (is_newest) OVER (PARTITION BY project_id)) AS back,
            row_number() OVER (PARTITION BY project_id ORDER BY month DESC) - 1 AS place
        FROM projects_missing_reports
        WHERE state = 'missing'
    )
    WHERE back = place
    GROUP BY project_id
),
costs AS (
    SELECT
        project_id,
        if(by_life, whole_life_cost_baseline, fy_baseline) AS cost_baseline,
        if(by_life, whole_life_cost_forecast, fy_forecast) AS cost_forecast,
        if(by_life, 'whole life', 'this year') AS cost_basis
    FROM (
        SELECT *, whole_life_cost_baseline IS NOT NULL AND whole_life_cost_forecast IS NOT NULL AS by_life FROM projects_register
    )
    WHERE by_life OR (fy_baseline IS NOT NULL AND fy_forecast IS NOT NULL)
)
SELECT
    r.project_id, r.name, r.type, r.portfolio_holder, r.directorate, r.stage, r.hosting, r.shared_service_with, r.edition,
    -- of a yearly publication, what its newest edition leaves out is followed no longer
    if(r.is_open AND NOT coalesce(r.edition = (SELECT max(edition) FROM current_projects), TRUE), 'not_listed', r.standing)
        AS standing,
    r.is_open AND coalesce(r.edition = (SELECT max(edition) FROM current_projects), TRUE) AS is_open,
    r.start_baseline, coalesce(r.start_actual, r.start_forecast, r.start_baseline) AS start_on,
    r.end_baseline, coalesce(r.end_actual, r.end_forecast) AS end_expected,
    sl.slippage_days, sl.counted_from, coalesce(sl.is_rebaselined, FALSE) AS is_rebaselined,
    coalesce(s.rating, r.dca_overall) AS rating, s.rating_before, coalesce(s.as_written, r.dca_overall_as_written) AS as_written,
    s.period, s.source, s.report_date,
    date_diff('day', coalesce(s.report_date, if(s.source = 'edition', s.period, last_day(s.period))),
              coalesce($today::DATE, current_date))::INTEGER AS report_age_days,
    coalesce(s.forward_look, r.forward_look) AS forward_look,
    coalesce(m.missing_reports, 0) AS missing_reports, coalesce(run.missing_running, 0) AS missing_running,
    m.missing_month, m.missing_due_on, m.days_late, m.late_month, m.late_days,
    c.cost_baseline, c.cost_forecast, c.cost_basis,
    (c.cost_forecast - c.cost_baseline) / nullif(c.cost_baseline, 0) * 100 AS cost_variance_percent,
    coalesce((c.cost_forecast - c.cost_baseline) / nullif(c.cost_baseline, 0) * 100 > $cost_tolerance_percent, FALSE)
        AS is_over_tolerance,
    n.milestone AS next_milestone, n.expected_on AS next_milestone_on, n.slippage_days AS next_milestone_slippage_days,
    n.days_overdue AS next_milestone_days_overdue, coalesce(n.overdue, 0) AS overdue_milestones
FROM projects_register AS r
LEFT JOIN projects_statuses AS s ON s.project_id = r.project_id AND s.position = 1
LEFT JOIN reports AS m ON m.project_id = r.project_id
LEFT JOIN running AS run ON run.project_id = r.project_id
LEFT JOIN costs AS c ON c.project_id = r.project_id
LEFT JOIN projects_next_milestones AS n ON n.project_id = r.project_id
LEFT JOIN projects_slippage AS sl ON sl.project_id = r.project_id AND sl.position = 1
ORDER BY lower(r.name), r.project_id
