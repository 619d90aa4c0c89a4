-- The log of unusual months: every month of the last 24 of each measure that members see as unusual, its cause, what was
-- done about it, who sees to it, and whether it is closed: what nobody has explained first, then what is open, each the
-- newest first. Months set aside as exceptional are among them. Of a retired measure only what was explained.
-- parameters: $today (the day to count from; NULL = today), $directorate (leave out), $by (leave out)
-- columns: measure_id, name, theme, unit, month (the first of the period), period (month|quarter|year), value, lower_limit,
--   upper_limit (in the unit; NULL for rare events), side (1 = high, -1 = low), meaning (concern|improvement|neutral), cause,
--   explanation, action, owner_role (a post), closed_on, exceptional, state (unexplained|open|closed), days_open (since the
--   period ended, up to $today or to closed_on; at least 0)
-- uses: measures/definitions, measures/explanations, signals/measures, signals/judged
WITH unusual AS (
    SELECT
        j.measure_id, j.month, j.period, j.value, j.lower_limit, j.upper_limit, j.exceptional,
        if(coalesce(nullif(j.signal, ''), j.verdict) LIKE '%\_high' ESCAPE '\', 1, -1) AS side,
        last_day((j.month + to_months(rules.months_of(j.period) - 1))::DATE) AS ended_on
    FROM signals_judged AS j
    JOIN signals_measures AS m ON m.measure_id = j.measure_id
    WHERE j.month > m.month - INTERVAL 24 MONTH
      AND (j.signal LIKE 'outside_%' OR (j.exceptional AND j.verdict LIKE 'unusual_%'))
)
SELECT
    u.measure_id, d.name, d.theme, d.unit, u.month, u.period, u.value, u.lower_limit, u.upper_limit, u.side,
    rules.meaning(d.direction, u.side) AS meaning,
    e.cause, e.explanation, e.action, e.owner_role, e.closed_on, u.exceptional,
    CASE WHEN e.measure_id IS NULL THEN 'unexplained' WHEN e.closed_on IS NULL THEN 'open' ELSE 'closed' END AS state,
    greatest(0, date_diff('day', u.ended_on, coalesce(e.closed_on, $today::DATE, current_date)))::INTEGER AS days_open
FROM unusual AS u
JOIN measures_definitions AS d ON d.measure_id = u.measure_id
LEFT JOIN measures_explanations AS e ON e.measure_id = u.measure_id AND e.month = u.month
WHERE e.measure_id IS NOT NULL
   OR (d.retired_on > coalesce(getvariable('as_at')::DATE, $today::DATE, current_date)) IS NOT FALSE
ORDER BY
    CASE state WHEN 'unexplained' THEN 0 WHEN 'open' THEN 1 ELSE 2 END,
    u.month DESC, d.name, u.measure_id
