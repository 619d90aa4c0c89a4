-- Every finance line in each of its years, once: where a line is followed within the year, the newest month counts; a row for
-- the whole year stands until a month after its publication comes in. Lines without a project are the strategy's own: they
-- belong to no portfolio holder, directorate, type or objective, so any filter leaves them out.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: line_id, project_id (NULL = the strategy as a whole), project (its name; NULL = the strategy as a whole), fin_year
--   (such as 2026/27), when_ (past|this|future: the year against today), period (month up to which the figures are known;
--   NULL = not stated), line_type (cost|saving|income), capital_revenue (capital|revenue|not_stated), one_off_recurring,
--   saving_class (cashable|non_cashable|avoidance|income|not_stated; NULL = a cost), cost_budget_holder, saving_budget_holder,
--   funding_source, is_reserve (the source is named a reserve), mtfp_ref, baseline_gbp, forecast_gbp, actual_gbp, delivered_gbp
--   (£, as stated), expected_gbp (£: of a past year what was spent, taken in or delivered; else the forecast; where not
--   stated the next best: forecast, then baseline), status (delivered|on_track|at_risk|undeliverable), affects_cyber,
--   owner_role, measure_id, evidence, note, published_at (UTC)
-- uses: projects/register
WITH newest AS (
    SELECT f.*, l.published_at
    FROM current_finance AS f
    JOIN live_submissions AS l USING (submission_id)
    QUALIFY row_number() OVER (
        PARTITION BY f.line_id, f.fin_year
        ORDER BY
            coalesce(f.period, date_trunc('month', coalesce(l.published_at, now()::TIMESTAMP) - INTERVAL 1 MONTH)::DATE) DESC,
            l.publish_order DESC, f.period DESC NULLS LAST
    ) = 1
),
dated AS (
    SELECT
        *,
        make_date(left(fin_year, 4)::INTEGER, coalesce($year_starts::INTEGER, 4), 1) AS starts_on,
        coalesce($today::DATE, current_date) AS today
    FROM newest
),
told AS (
    SELECT
        *,
        CASE WHEN today < starts_on THEN 'future' WHEN today < starts_on + INTERVAL 1 YEAR THEN 'this' ELSE 'past' END AS when_
    FROM dated
)
SELECT
    t.line_id, t.project_id,
    CASE WHEN t.project_id IS NOT NULL THEN coalesce(r.name, t.project_id) END AS project,
    t.fin_year, t.when_, t.period, t.line_type,
    coalesce(t.capital_revenue, 'not_stated') AS capital_revenue, t.one_off_recurring,
    CASE WHEN t.line_type = 'saving' THEN coalesce(t.saving_class, 'not_stated')
         WHEN t.line_type = 'income' THEN coalesce(t.saving_class, 'income') END AS saving_class,
    t.cost_budget_holder, t.saving_budget_holder, t.funding_source,
    coalesce(regexp_matches(lower(t.funding_source), '\breserves?\b'), FALSE) AS is_reserve,
    t.mtfp_ref, t.baseline_gbp, t.forecast_gbp, t.actual_gbp, t.delivered_gbp,
    CASE WHEN t.when_ <> 'past' THEN coalesce(t.forecast_gbp, t.baseline_gbp)
         WHEN t.line_type = 'cost' THEN coalesce(t.actual_gbp, t.forecast_gbp, t.baseline_gbp)
         ELSE coalesce(t.delivered_gbp, t.actual_gbp, t.forecast_gbp, t.baseline_gbp) END AS expected_gbp,
    t.status, coalesce(t.affects_cyber, FALSE) AS affects_cyber, t.owner_role, t.measure_id, t.evidence, t.note,
    t.published_at
FROM told AS t
LEFT JOIN projects_register AS r ON r.project_id = t.project_id
WHERE r.project_id IS NOT NULL
   OR ($project IS NULL AND $portfolio_holder IS NULL AND $directorate IS NULL AND $type IS NULL AND $objective IS NULL)
ORDER BY t.project_id NULLS FIRST, t.line_id, t.fin_year
