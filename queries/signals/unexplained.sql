-- Months that members see as unusual and that nobody has explained yet: the newest months first, then those of the twelve
-- months before. Which they are is signals/judged's answer, so that Explain asks for what the chart marks and for no more.
-- What is retired on the day of the figures needs no explanation any more.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, name, unit, month, value, expected, lower_limit, upper_limit (in the unit; NULL for rare events),
--   rule (outside|rare_event: more than the Poisson test allows), newest (the month is the measure's newest), period
--   (month|quarter|year that begins with it)
-- uses: measures/definitions, measures/explanations, signals/measures, signals/judged
SELECT
    j.measure_id, m.name, m.unit, j.month, j.value, j.expected, j.lower_limit, j.upper_limit,
    CASE WHEN m.rare_event THEN 'rare_event' ELSE 'outside' END AS rule,
    j.newest, m.period
FROM signals_judged AS j
JOIN measures_definitions AS d ON d.measure_id = j.measure_id
JOIN signals_measures AS m ON m.measure_id = j.measure_id
WHERE j.signal LIKE 'outside_%'
  AND (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
  AND j.month >= m.month - INTERVAL 12 MONTH
  AND NOT EXISTS (SELECT 1 FROM measures_explanations AS e WHERE e.measure_id = j.measure_id AND e.month = j.month)
ORDER BY j.newest DESC, j.month DESC, j.measure_id
