-- The rows of the month's template of explanations: every unusual figure of the month that nobody has explained yet.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: measure_id, month (first day), guide_name, guide_value (in the unit), guide_unit, guide_usual_from,
--   guide_usual_to (the usual range, in the unit; NULL = it seldom happens at all)
-- uses: due/month, signals/unexplained
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
SELECT
    u.measure_id, u.month, u.name AS guide_name, round(u.value, 2) AS guide_value, u.unit AS guide_unit,
    round(u.lower_limit, 2) AS guide_usual_from, round(u.upper_limit, 2) AS guide_usual_to
FROM signals_unexplained AS u
JOIN due_month AS m ON (u.month + to_months(rules.months_of(u.period) - 1))::DATE = m.month
ORDER BY lower(u.name), u.measure_id
