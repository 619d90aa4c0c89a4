-- Where does each measure's newest figure stand beside the newest that had come by the end of the day $since? Whether that one
-- was unusual is judged by the lines that stand now (signals/judged), so that it agrees with the chart.
-- parameters: $since (date; NULL = before all figures), $financial_year_starts, $nation, $digital_channels, $assisted_channels,
--   $assisted_digital (left out, those of council.toml)
-- columns: measure_id, month (newest), month_then (the newest of those that had come; NULL = none), standing (newly_unusual|
--   still_unusual|no_longer_unusual|first_figures: none had come|no_new_figure: the newest had come|usual), restated_month, was,
--   now (the newest month that was restated: its figure then and now; NULL = none), restated (how many months), explained
--   (how many explanations have come for months that had)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- then: measures/values
-- uses: signals/judged, since/measures
WITH had AS (
    SELECT measure_id, max(month) AS month
    FROM then_measures_values
    WHERE category = '' AND complete AND value IS NOT NULL
    GROUP BY measure_id
),
changes AS (
    SELECT
        measure_id,
        max(month) FILTER (change = 'restated') AS restated_month,
        arg_max({'was': was, 'now': now}, month) FILTER (change = 'restated') AS figures,
        count(*) FILTER (change = 'restated')::INTEGER AS restated,
        count(*) FILTER (change = 'explained')::INTEGER AS explained
    FROM since_measures
    GROUP BY measure_id
)
SELECT
    n.measure_id, n.month, h.month AS month_then,
    CASE WHEN h.month IS NULL THEN 'first_figures'
         WHEN h.month >= n.month THEN 'no_new_figure'
         WHEN n.signal LIKE 'outside_%' AND t.signal LIKE 'outside_%' THEN 'still_unusual'
         WHEN n.signal LIKE 'outside_%' THEN 'newly_unusual'
         WHEN t.signal LIKE 'outside_%' THEN 'no_longer_unusual'
         ELSE 'usual' END AS standing,
    c.restated_month, c.figures.was AS was, c.figures.now AS now,
    coalesce(c.restated, 0) AS restated, coalesce(c.explained, 0) AS explained
FROM signals_judged AS n
LEFT JOIN had AS h ON h.measure_id = n.measure_id
LEFT JOIN signals_judged AS t ON t.measure_id = n.measure_id AND t.month = h.month
LEFT JOIN changes AS c ON c.measure_id = n.measure_id
WHERE n.newest
ORDER BY n.measure_id
