-- Which finance lines differ from their budget by more than the tolerance, and which reason do they give? Of a past year what
-- was spent or delivered, else the forecast, less the baseline.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting), $cost_tolerance_percent (NULL = the
--   council's setting)
-- columns: line_id, project_id (NULL = the strategy as a whole), project (its name), fin_year, when_ (past|this|future), line_type
--   (cost|saving|income), saving_class (NULL = a cost), capital_revenue, budget_holder (pays; of a saving, gains),
--   funding_source, is_reserve, baseline_gbp, expected_gbp, variance_gbp (£, above 0 = more than planned), variance_percent (of
--   the baseline; NULL = nothing was planned), is_worse (costs more, or saves or brings in less), reason (NULL = none given),
--   status, affects_cyber, owner_role; without a reason first, then the largest first
-- uses: projects/register, money/lines
SELECT
    line_id, project_id, project, fin_year, when_, line_type, saving_class, capital_revenue,
    coalesce(if(line_type = 'cost', cost_budget_holder, saving_budget_holder), cost_budget_holder) AS budget_holder,
    funding_source, is_reserve, baseline_gbp, expected_gbp,
    expected_gbp - baseline_gbp AS variance_gbp,
    (expected_gbp - baseline_gbp) / nullif(abs(baseline_gbp), 0) * 100 AS variance_percent,
    (line_type = 'cost') = (expected_gbp > baseline_gbp) AS is_worse,
    nullif(trim(note), '') AS reason,
    status, affects_cyber, owner_role
FROM money_lines
WHERE abs(expected_gbp - baseline_gbp) > abs(baseline_gbp) * $cost_tolerance_percent / 100
ORDER BY reason IS NOT NULL, abs(expected_gbp - baseline_gbp) DESC, line_id, fin_year
