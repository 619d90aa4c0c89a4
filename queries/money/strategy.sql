-- What did, does and will it cost? Costs of each project, and of the strategy as a whole, by financial year, capital and
-- revenue apart. Savings and income are not taken off.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: project_id (NULL = the strategy as a whole), project (its name), fin_year, when_ (past|this|future), capital_revenue
--   (capital|revenue|not_stated), budget_gbp, forecast_gbp, actual_gbp (£, as stated; the actual of this year is what was
--   spent so far), expected_gbp (£: the actual of a past year, else the forecast; as in money/lines), lines (how many),
--   without_actual (lines of a past year that state no actual), period (the newest month up to which figures are known)
-- uses: projects/register, money/lines
SELECT
    project_id, project, fin_year, when_, capital_revenue,
    sum(baseline_gbp) AS budget_gbp, sum(forecast_gbp) AS forecast_gbp, sum(actual_gbp) AS actual_gbp,
    sum(expected_gbp) AS expected_gbp,
    count(*)::INTEGER AS lines,
    count(*) FILTER (when_ = 'past' AND actual_gbp IS NULL)::INTEGER AS without_actual,
    max(period) AS period
FROM money_lines
WHERE line_type = 'cost'
GROUP BY project_id, project, fin_year, when_, capital_revenue
ORDER BY project_id NULLS FIRST, fin_year, capital_revenue
