-- Which unusual figures of the month owe an explanation, and which have one. It is due with the council's own day, or with
-- the figure where that is due later.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (explanations), thing_id (the measure), name, owner_role (NULL = nobody is named), due_on (date), is_in
-- uses: due/month, signals/unexplained, measures/lateness
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
WITH wanted AS (
    SELECT u.measure_id, false AS is_in
    FROM signals_unexplained AS u
    JOIN due_month AS m ON u.month = m.month
    UNION ALL
    SELECT DISTINCT e.measure_id, true
    FROM current_explanations AS e
    JOIN due_month AS m ON e.month = m.month
)
SELECT
    'explanations' AS kind, w.measure_id AS thing_id, l.name, l.owner_role,
    greatest(
        m.due_on,
        least((m.month + INTERVAL 1 MONTH)::DATE + (l.due_day - 1), last_day((m.month + INTERVAL 1 MONTH)::DATE))
    ) AS due_on,
    w.is_in
FROM wanted AS w
JOIN measures_lateness AS l USING (measure_id)
CROSS JOIN due_month AS m
