-- What changed in the figures of measures between the end of the day $since and now? Every month judged unusual whose figure
-- has come since, every explanation that has come, and every figure that is another than it was.
-- A figure had come where the period was complete and had a value. A measure without any figure then is new as a whole: of
-- its months only the newest is named. What comes in after a month by nature (submissions/revisions) is not restated, nor
-- are open incidents. What is retired has no changes any more.
-- parameters: $since (date; NULL = before all figures), $financial_year_starts, $nation, $digital_channels, $assisted_channels,
--   $assisted_digital (left out, those of council.toml)
-- columns: measure_id, name, unit, theme, origin (computed|channels|submitted), change (unusual|explained|restated), month (first of the
--   period), months (its length), was (of restated: the figure as it stood then), now (the figure), side (1 unusually high, -1 low,
--   0 neither), meaning (concern|improvement|neutral: of a high or low figure), explained (its month has an explanation now), newest (the
--   measure's newest month), had_figures (the measure had some then)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- then: measures/values, measures/explanations
-- uses: measures/definitions, measures/values, measures/explanations, signals/judged, submissions/revisions
WITH known AS (
    SELECT measure_id, month, value FROM measures_values WHERE category = '' AND complete AND value IS NOT NULL
),
known_then AS (
    SELECT measure_id, month, value FROM then_measures_values WHERE category = '' AND complete AND value IS NOT NULL
),
judged AS (
    SELECT
        j.measure_id, j.month, rules.months_of(j.period) AS months, j.newest,
        CASE WHEN j.signal = 'outside_high' THEN 1 WHEN j.signal = 'outside_low' THEN -1 ELSE 0 END AS side
    FROM signals_judged AS j
),
explanations_since AS (
    SELECT measure_id, month
    FROM measures_explanations
    ANTI JOIN then_measures_explanations USING (measure_id, month)
),
found AS (
    SELECT 'unusual' AS change, j.measure_id, j.month, NULL::DOUBLE AS was
    FROM judged AS j
    ANTI JOIN known_then AS t ON t.measure_id = j.measure_id AND t.month = j.month
    WHERE j.side <> 0
    UNION ALL
    SELECT 'explained', e.measure_id, e.month, NULL
    FROM explanations_since AS e
    JOIN judged AS j ON j.measure_id = e.measure_id AND j.month = e.month
    LEFT JOIN known_then AS t ON t.measure_id = e.measure_id AND t.month = e.month
    WHERE t.month IS NOT NULL OR j.side = 0
    UNION ALL
    SELECT 'restated', k.measure_id, k.month, t.value
    FROM known AS k
    JOIN known_then AS t ON t.measure_id = k.measure_id AND t.month = k.month
    JOIN measures_definitions AS d ON d.measure_id = k.measure_id
    WHERE rules.differ(k.value, t.value)
      AND (d.origin = 'channels' OR EXISTS (
          SELECT 1 FROM submissions_revisions AS r
          WHERE r.measure_id = k.measure_id AND r.month = k.month
            AND coalesce(r.revised_at >= $since::DATE + INTERVAL 23 HOUR, TRUE)  -- the day ends in London at 23:00 or 24:00 UTC
      ))
)
SELECT
    d.measure_id, d.name, d.unit, d.theme, d.origin, f.change, f.month, j.months, f.was, k.value AS now, j.side,
    rules.meaning(d.direction, j.side) AS meaning,
    e.month IS NOT NULL AS explained,
    j.newest,
    h.measure_id IS NOT NULL AS had_figures
FROM found AS f
JOIN measures_definitions AS d ON d.measure_id = f.measure_id
JOIN judged AS j ON j.measure_id = f.measure_id AND j.month = f.month
LEFT JOIN known AS k ON k.measure_id = f.measure_id AND k.month = f.month
LEFT JOIN (SELECT DISTINCT measure_id FROM known_then) AS h ON h.measure_id = f.measure_id
LEFT JOIN (SELECT DISTINCT measure_id, month FROM measures_explanations) AS e ON e.measure_id = f.measure_id AND e.month = f.month
WHERE (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
  AND (h.measure_id IS NOT NULL OR j.newest)
ORDER BY f.month DESC, d.measure_id, f.change
