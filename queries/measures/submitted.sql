-- The KPI values that stand now, as officers submitted them: the base of definitions and values.
-- A figure of a quarter or a year stands in the first month of it, whichever of its months it was submitted for; of two
-- for one period the one published last counts.
-- parameters: $measure_id (NULL = all), $financial_year_starts (month of the year; NULL = the council's setting)
-- columns: measure_id, month (the first of its period), value, numerator, denominator, answers, invited, response_rate (as in the file),
--   submission_id,
--   complete (the period had ended and all its data was in when it was submitted; without a stated one, when it was
--   over), months (length of the period: 1, 3 or 12, as the measure's definition has it)
WITH placed AS (
    SELECT
        v.* EXCLUDE (month), v.month AS written_month,
        rules.months_of(d.period) AS months,
        rules.period_start(v.month, months, $financial_year_starts::INTEGER) AS month,
        l.publish_order,
        coalesce(l.period_to, l.submitted_at::DATE) AS up_to
    FROM current_kpi_values AS v
    JOIN live_submissions AS l USING (submission_id)
    LEFT JOIN current_measures AS d ON d.measure_id = v.measure_id
    -- so that only its own slices are looked at
    WHERE $measure_id IS NULL
       OR (rules.is_asked_for(v.measure_id, $measure_id)
           AND v.slice_key >= rules.first_slice($measure_id) AND v.slice_key < rules.after_slices($measure_id))
)
SELECT
    measure_id, month, value, numerator, denominator, answers, invited, response_rate, submission_id,
    last_day((month + to_months(months - 1))::DATE) <= up_to AS complete, months
FROM placed
QUALIFY months = 1
     OR row_number() OVER (PARTITION BY measure_id, month ORDER BY publish_order DESC, written_month DESC) = 1
