-- The rows of the month's template of finance lines: those of the month's financial year. A line of the whole year is
-- brought up to date; one that is followed month by month gets a new row, whose figures are still to come.
-- parameters: $month, $today, $late_after_day, $financial_year_starts (as in due/finance)
-- columns: slice_key (of the current row that is written out), period (first day of the month; NULL = the whole year),
--   baseline_gbp, forecast_gbp, actual_gbp, delivered_gbp (£; NULL = still to come), guide_last_period, guide_last_baseline,
--   guide_last_forecast, guide_last_actual, guide_last_delivered (£; NULL where nothing is still to come)
-- uses: due/month
WITH financial AS (
    SELECT month, first_year || '/' || right((first_year + 1)::VARCHAR, 2) AS fin_year
    FROM (SELECT month, year((month - to_months($financial_year_starts::INTEGER - 1))::DATE) AS first_year FROM due_month)
),
newest AS (
    SELECT f.*, m.month, f.period < m.month AS is_new
    FROM current_finance AS f
    JOIN financial AS m ON m.fin_year = f.fin_year
    WHERE f.period IS NULL OR f.period <= m.month
    QUALIFY row_number() OVER (PARTITION BY f.line_id, f.period IS NULL ORDER BY f.period DESC) = 1
)
SELECT
    slice_key,
    if(period IS NULL, NULL, month) AS period,
    CASE WHEN is_new IS NOT TRUE THEN baseline_gbp END AS baseline_gbp,
    CASE WHEN is_new IS NOT TRUE THEN forecast_gbp END AS forecast_gbp,
    CASE WHEN is_new IS NOT TRUE THEN actual_gbp END AS actual_gbp,
    CASE WHEN is_new IS NOT TRUE THEN delivered_gbp END AS delivered_gbp,
    CASE WHEN is_new THEN period END AS guide_last_period,
    CASE WHEN is_new THEN baseline_gbp END AS guide_last_baseline,
    CASE WHEN is_new THEN forecast_gbp END AS guide_last_forecast,
    CASE WHEN is_new THEN actual_gbp END AS guide_last_actual,
    CASE WHEN is_new THEN delivered_gbp END AS guide_last_delivered
FROM newest
ORDER BY owner_role NULLS LAST, project_id NULLS LAST, line_id, period NULLS FIRST
