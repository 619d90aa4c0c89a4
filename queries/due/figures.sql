-- Which measures owe a figure for the month: those that officers submit, from their first figure on. A measure that comes
-- every quarter, half-year or year owes only its own months, a quarter with its last; one without a figure for 13 months, and one that is retired, owes none any more.
-- parameters: $month, $today, $late_after_day (as in due/month), $financial_year_starts (as in measures/submitted)
-- columns: kind (kpi_values), thing_id (the measure), name, owner_role (NULL = nobody is named), due_on (date), is_in (a
--   figure of the whole month has been published, or 0 of 0), newest_month (the newest complete month with a value), every (months
--   from one figure to the next)
-- uses: due/month, measures/lateness
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
WITH submitted AS (
    SELECT v.measure_id, min(v.month) AS first_month, bool_or((v.month + to_months(v.months - 1))::DATE = m.month AND v.complete AND (v.value IS NOT NULL OR v.nothing_to_count)) AS is_in
    FROM measures_values AS v
    CROSS JOIN due_month AS m
    WHERE NOT v.computed AND v.category = ''
    GROUP BY v.measure_id
)
SELECT
    'kpi_values' AS kind, d.measure_id AS thing_id,
    d.name || CASE l.months WHEN 1 THEN '' ELSE ', ' || rules.period_of(l.months) || ' to ' || strftime(m.month, '%B %Y') END AS name,
    d.owner_role,
    least((m.month + INTERVAL 1 MONTH)::DATE + (l.due_day - 1), last_day((m.month + INTERVAL 1 MONTH)::DATE)) AS due_on,
    coalesce(s.is_in, false) AS is_in,
    l.newest_month, l.every
FROM measures_definitions AS d
JOIN measures_lateness AS l USING (measure_id)
CROSS JOIN due_month AS m
LEFT JOIN submitted AS s USING (measure_id)
WHERE (s.measure_id IS NOT NULL OR d.origin = 'submitted')
  AND (d.retired_on > m.today) IS NOT FALSE
  AND rules.period_start(m.month, l.months, $financial_year_starts::INTEGER) + to_months(l.months - 1) = m.month
  AND (s.first_month IS NULL OR m.month >= s.first_month)
  AND (l.newest_month IS NULL
       OR (date_diff('month', l.newest_month, m.month) % l.every = 0
           AND date_diff('month', l.newest_month, m.month) <= greatest(13, 2 * l.every)))
