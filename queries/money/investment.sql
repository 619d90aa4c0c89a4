-- What is invested, and what is saved, year by year? Costs that come once apart from those of every year; each class of saving by itself:
-- cashable money leaves a budget, the others do not, so they are never added up.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: fin_year, when_ (past|this|future), once_gbp, running_gbp, unsorted_gbp (£, costs as expected in money/lines: those that come
--   once, those of every year, and those that do not say; 0 = none), cost_gbp (£: the three together), cashable_gbp, income_gbp,
--   non_cashable_gbp, avoidance_gbp, not_stated_gbp (£ of each class, delivered or still to come, as in money/savings), at_risk_gbp (£:
--   cashable and at risk, not among cashable_gbp), not_expected_gbp (£: cashable, planned, and not expected any more), period
--   (month up to which the figures are known; NULL = not stated), cost_so_far_gbp, once_so_far_gbp, cashable_so_far_gbp,
--   at_risk_so_far_gbp (£: of this year and all before it that are published), covered (what is saved so far is what was spent so
--   far, or more)
-- uses: projects/register, money/lines, money/savings
WITH costs AS (
    SELECT
        fin_year, when_, max(period) AS period,
        coalesce(sum(expected_gbp) FILTER (one_off_recurring = 'one_off'), 0) AS once_gbp,
        coalesce(sum(expected_gbp) FILTER (one_off_recurring = 'recurring'), 0) AS running_gbp,
        coalesce(sum(expected_gbp) FILTER (one_off_recurring IS NULL), 0) AS unsorted_gbp
    FROM money_lines
    WHERE line_type = 'cost'
    GROUP BY fin_year, when_
),
saved AS (
    SELECT
        fin_year, when_,
        coalesce(sum(delivered_gbp + to_come_gbp) FILTER (saving_class = 'cashable'), 0) AS cashable_gbp,
        coalesce(sum(delivered_gbp + to_come_gbp) FILTER (saving_class = 'income'), 0) AS income_gbp,
        coalesce(sum(delivered_gbp + to_come_gbp) FILTER (saving_class = 'non_cashable'), 0) AS non_cashable_gbp,
        coalesce(sum(delivered_gbp + to_come_gbp) FILTER (saving_class = 'avoidance'), 0) AS avoidance_gbp,
        coalesce(sum(delivered_gbp + to_come_gbp) FILTER (saving_class = 'not_stated'), 0) AS not_stated_gbp,
        coalesce(sum(at_risk_gbp) FILTER (saving_class = 'cashable'), 0) AS at_risk_gbp,
        coalesce(sum(not_expected_gbp) FILTER (saving_class = 'cashable'), 0) AS not_expected_gbp
    FROM money_savings
    GROUP BY fin_year, when_
),
years AS (
    SELECT
        fin_year, when_,
        coalesce(once_gbp, 0) AS once_gbp, coalesce(running_gbp, 0) AS running_gbp, coalesce(unsorted_gbp, 0) AS unsorted_gbp,
        coalesce(once_gbp + running_gbp + unsorted_gbp, 0) AS cost_gbp,
        coalesce(cashable_gbp, 0) AS cashable_gbp, coalesce(income_gbp, 0) AS income_gbp,
        coalesce(non_cashable_gbp, 0) AS non_cashable_gbp, coalesce(avoidance_gbp, 0) AS avoidance_gbp,
        coalesce(not_stated_gbp, 0) AS not_stated_gbp,
        coalesce(at_risk_gbp, 0) AS at_risk_gbp, coalesce(not_expected_gbp, 0) AS not_expected_gbp, period
    FROM costs
    FULL JOIN saved USING (fin_year, when_)
)
SELECT
    *,
    sum(cost_gbp) OVER so_far AS cost_so_far_gbp, sum(once_gbp) OVER so_far AS once_so_far_gbp,
    sum(cashable_gbp) OVER so_far AS cashable_so_far_gbp, sum(at_risk_gbp) OVER so_far AS at_risk_so_far_gbp,
    cashable_so_far_gbp >= cost_so_far_gbp AS covered
FROM years
WINDOW so_far AS (ORDER BY fin_year)
ORDER BY fin_year
