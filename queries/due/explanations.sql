-- Which unusual figures of the month owe an explanation, and which have one. It is due with the council's own day, or with
-- the figure where that is due later.
-- A measure that is retired owes none. A quarter owes its explanation with its last month.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (explanations), thing_id (the measure), name, owner_role (NULL = nobody is named), due_on (date), is_in
-- uses: due/month, measures/explanations, signals/unexplained, measures/lateness, measures/definitions
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
WITH wanted AS (
    SELECT u.measure_id, false AS is_in
    FROM signals_unexplained AS u
    JOIN due_month AS m ON (u.month + to_months(rules.months_of(u.period) - 1))::DATE = m.month
    UNION ALL
    SELECT DISTINCT e.measure_id, true
    FROM measures_explanations AS e
    JOIN measures_lateness AS n ON n.measure_id = e.measure_id
    JOIN due_month AS m ON (e.month + to_months(n.months - 1))::DATE = m.month
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
JOIN measures_definitions AS d USING (measure_id)
WHERE (d.retired_on > m.today) IS NOT FALSE
