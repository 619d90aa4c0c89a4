-- Which budget, grant, loan or reserve pays: costs by funding source and financial year.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: funding_source (NULL = not stated), is_reserve (it is named a reserve: paying from it is a drawdown), fin_year, when_
--   (past|this|future), budget_gbp, expected_gbp (£: the actual of a past year, else the forecast; as in money/lines),
--   capital_gbp (£, of those expected), projects (how many it pays for; the strategy's own lines are
--   none), project_names (with ; between)
-- uses: projects/register, money/lines
SELECT
    funding_source, is_reserve, fin_year, when_,
    sum(baseline_gbp) AS budget_gbp, sum(expected_gbp) AS expected_gbp,
    coalesce(sum(expected_gbp) FILTER (capital_revenue = 'capital'), 0) AS capital_gbp,
    count(DISTINCT project_id)::INTEGER AS projects,
    string_agg(DISTINCT project, '; ' ORDER BY project) AS project_names
FROM money_lines
WHERE line_type = 'cost'
GROUP BY funding_source, is_reserve, fin_year, when_
ORDER BY funding_source NULLS LAST, fin_year
