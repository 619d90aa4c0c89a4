-- Which open projects are reported without their past cost, their budget or their projected cost? Costs alone: savings and
-- income are left out. A project that had not begun before this financial year owes no past cost.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: project_id, name, lacks_past (no cost of a past year is stated as spent), lacks_budget (no budget of any year),
--   lacks_projected (no forecast of this or a later year); one row for each project that lacks any
-- uses: projects/register, money/strategy
WITH of_project AS (
    SELECT
        project_id,
        bool_or(when_ = 'past' AND actual_gbp IS NOT NULL) AS past,
        bool_or(budget_gbp IS NOT NULL) AS budget,
        bool_or(when_ <> 'past' AND forecast_gbp IS NOT NULL) AS projected
    FROM money_strategy
    WHERE project_id IS NOT NULL
    GROUP BY project_id
),
dated AS (
    SELECT
        project_id, name,
        coalesce(start_actual, start_forecast, start_baseline) AS started_on,
        make_date(
            year(coalesce($today::DATE, current_date) - to_months(coalesce($year_starts::INTEGER, 4) - 1)),
            coalesce($year_starts::INTEGER, 4), 1
        ) AS year_started_on
    FROM projects_register
    WHERE is_open
)
SELECT
    d.project_id, d.name,
    NOT coalesce(c.past, FALSE) AND coalesce(d.started_on < d.year_started_on, TRUE) AS lacks_past,
    NOT coalesce(c.budget, FALSE) AS lacks_budget,
    NOT coalesce(c.projected, FALSE) AS lacks_projected
FROM dated AS d
LEFT JOIN of_project AS c USING (project_id)
WHERE lacks_past OR lacks_budget OR lacks_projected
ORDER BY d.name, d.project_id
