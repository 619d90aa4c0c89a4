-- The rows of the month's template of KPI values: every measure that still owes its figure, with its newest one as a guide.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: measure_id, month (first day; of a quarter that of its last month), guide_name, guide_owner, guide_due_on (date), guide_unit (of the measure),
--   guide_last_value (in the unit; NULL = none yet), guide_last_month (the month it is of, of a quarter its last)
-- uses: due/figures, measures/values, measures/definitions
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
SELECT
    f.thing_id AS measure_id, m.month,
    f.name AS guide_name, f.owner_role AS guide_owner, f.due_on AS guide_due_on, d.unit AS guide_unit,
    v.value AS guide_last_value, v.month AS guide_last_month
FROM due_figures AS f
CROSS JOIN due_month AS m
JOIN measures_definitions AS d ON d.measure_id = f.thing_id
LEFT JOIN (
    SELECT v.measure_id, max((v.month + to_months(v.months - 1))::DATE) AS month, arg_max(v.value, v.month) AS value
    FROM measures_values AS v
    JOIN due_month AS m ON v.month + to_months(v.months - 1) < m.month
    WHERE v.category = '' AND v.value IS NOT NULL
    GROUP BY v.measure_id
) AS v ON v.measure_id = f.thing_id
WHERE NOT f.is_in
ORDER BY f.owner_role NULLS LAST, lower(f.name), f.thing_id
