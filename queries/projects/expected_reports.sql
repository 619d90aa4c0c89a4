-- Which highlight reports are expected for each of the last 14 months, and which have come. One is expected of each project
-- of the council's own register for every month from its start (not before the council's first report, nor before the project
-- was first published or reported on) to its end; of a project that is withheld and never reported, none; of one that is
-- cancelled or on hold, only those that came.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $report_due_day (day of the following month by which it is due; NULL = the council's setting)
-- columns: project_id, name, portfolio_holder, sro, project_manager, month (first day), due_on, came_on (the day it was
--   written; where it does not say, the day it was first seen; NULL = it has not come), months_ago (0 = the newest month that is overdue
--   for anybody, 1 = the one before; below 0 = not due yet)
-- uses: projects/register
WITH written AS (
    SELECT
        h.project_id, h.month,
        coalesce(h.report_date, l.published_at::DATE, current_date) AS came_on,
        min(h.month) OVER () AS first_of_all,
        min(h.month) OVER (PARTITION BY h.project_id) AS first_own
    FROM current_highlight_reports AS h
    JOIN live_submissions AS l USING (submission_id)
),
days AS (
    SELECT
        month::DATE AS month,
        -- a due day of 31 in a month of 30 days means its last day
        least((month + INTERVAL 1 MONTH)::DATE + ($report_due_day::INTEGER - 1), last_day((month + INTERVAL 1 MONTH)::DATE))
            AS due_on
    FROM (
        SELECT unnest(generate_series(
            date_trunc('month', coalesce($today::DATE, current_date)) - INTERVAL 13 MONTH,
            date_trunc('month', coalesce($today::DATE, current_date)),
            INTERVAL 1 MONTH)) AS month
    )
),
due AS (
    SELECT
        month, due_on,
        date_diff('month', month, max(month) FILTER (due_on < coalesce($today::DATE, current_date)) OVER ())::INTEGER AS months_ago
    FROM days
),
listed AS (
    SELECT project_id, min(published_at)::DATE AS first_listed FROM published_projects WHERE edition IS NULL GROUP BY project_id
),
reporting AS (
    SELECT
        r.project_id, r.name, r.portfolio_holder, r.sro, r.project_manager,
        greatest(
            date_trunc('month', coalesce(r.start_actual, r.start_forecast, r.start_baseline)),
            w.first_of_all,
            date_trunc('month', least(w.first_own, l.first_listed))
        ) AS from_month,
        coalesce(r.end_actual, r.closed_on, DATE '9999-12-31') AS until_day, r.standing
    FROM projects_register AS r
    LEFT JOIN listed AS l USING (project_id)
    LEFT JOIN (
        SELECT r.project_id, min(w.first_of_all) AS first_of_all, min(w.first_own) FILTER (w.project_id = r.project_id) AS first_own
        FROM projects_register AS r
        CROSS JOIN (SELECT DISTINCT project_id, first_of_all, first_own FROM written) AS w
        GROUP BY r.project_id
    ) AS w USING (project_id)
    WHERE r.edition IS NULL AND w.first_of_all IS NOT NULL
      AND (w.first_own IS NOT NULL OR r.dca_overall IS DISTINCT FROM 'exempt')
)
SELECT p.project_id, p.name, p.portfolio_holder, p.sro, p.project_manager, d.month, d.due_on, w.came_on, d.months_ago
FROM reporting AS p
JOIN due AS d ON d.month BETWEEN p.from_month AND p.until_day
LEFT JOIN written AS w ON w.project_id = p.project_id AND w.month = d.month
WHERE p.standing NOT IN ('cancelled', 'on_hold') OR w.came_on IS NOT NULL
