-- What savings and income are planned, delivered, still to come, at risk, or not expected any more: each line in each year.
-- Classes are kept apart: cashable money leaves a budget, the others do not, so they must never be added up.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: line_id, project_id, project, fin_year, when_ (past|this|future), saving_class (cashable|non_cashable|avoidance|
--   income|not_stated), saving_budget_holder (the budget that gains), planned_gbp, forecast_gbp (£), delivered_gbp (£; of
--   income without one, what was taken in), to_come_gbp (£: of what is planned, still expected), at_risk_gbp (£: of what is
--   planned and not delivered, where the line is at risk), not_expected_gbp (£: of what is planned, what undeliverable lines,
--   past years and lower forecasts leave out; delivered, to come, at risk and not expected add up to planned, or to more where
--   more was delivered), status (delivered|on_track|at_risk|undeliverable), affects_cyber, owner_role, measure_id, evidence, note
-- uses: projects/register, money/lines
WITH benefits AS (
    SELECT
        *,
        coalesce(delivered_gbp, if(line_type = 'income', actual_gbp, NULL), 0) AS done,
        greatest(baseline_gbp - coalesce(delivered_gbp, if(line_type = 'income', actual_gbp, NULL), 0), 0) AS remainder
    FROM money_lines
    WHERE line_type <> 'cost'
),
parts AS (
    SELECT
        *,
        CASE WHEN when_ = 'past' OR status IN ('undeliverable', 'at_risk') THEN 0
             ELSE least(remainder, greatest(coalesce(forecast_gbp, baseline_gbp) - done, 0)) END AS to_come,
        CASE WHEN when_ <> 'past' AND status = 'at_risk' THEN remainder ELSE 0 END AS at_risk
    FROM benefits
)
SELECT
    line_id, project_id, project, fin_year, when_, saving_class, saving_budget_holder,
    baseline_gbp AS planned_gbp, forecast_gbp, done AS delivered_gbp, to_come AS to_come_gbp, at_risk AS at_risk_gbp,
    remainder - to_come - at_risk AS not_expected_gbp,
    status, affects_cyber, owner_role, measure_id, evidence, note
FROM parts
ORDER BY list_position(['cashable', 'income', 'non_cashable', 'avoidance', 'not_stated'], saving_class), project_id, line_id, fin_year
