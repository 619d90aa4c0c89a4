-- Was a category unusual in the newest month, judged on its own? A surge in one can hide in a calm total.
-- As in signals/measures: against the complete months before it in its segment; where the measure as a whole is seasonal,
-- against the same calendar month of earlier years, with limits from what the seasons leave over.
-- parameters: $measure_id (one computed from incidents), $directorate (NULL = the whole council)
-- columns: category, month, value (in the measure's unit), complete, hidden (not shown: see
--   demand/hidden_cells), newest; of the newest month only: expected, lower_limit, upper_limit (in the unit),
--   verdict (unusual_high|unusual_low|usual|too_early|too_few = mean under 5 a month or no usual range), seasonal
-- uses: measures/definitions, signals/series, signals/season, demand/hidden_cells
-- fixes: by = 'category'
WITH season AS (
    SELECT coalesce(bool_or(seasonal), false) AS seasonal FROM signals_season WHERE measure_id = $measure_id
),
totals AS (
    SELECT month, segment, counted, complete, in_baseline, length FROM signals_series
    WHERE measure_id = $measure_id AND category = ''
),
newest AS (
    SELECT max(month) AS month, arg_max(segment, month) AS segment, arg_max(length, month) AS length FROM totals WHERE complete
),
series AS (
    SELECT s.category, s.month, s.value, s.complete, s.month = n.month AS newest,
           -- where working days matter, as if the month had had as many as the newest
           s.value * n.length / t.length AS alike,
           s.segment = n.segment AND s.month < n.month AND s.complete AND t.in_baseline
               AND t.counted IS NOT NULL AND s.value IS NOT NULL AS in_history
    FROM signals_series AS s
    JOIN totals AS t USING (month)
    CROSS JOIN newest AS n
    WHERE s.measure_id = $measure_id AND s.category <> ''
),
history AS (
    SELECT
        h.category, h.month, h.alike AS value, month(h.month) = month(n.month) AS same_calendar_month,
        h.alike - CASE WHEN e.seasonal THEN avg(h.alike) OVER calendar_month ELSE 0 END AS left_over
    FROM series AS h
    CROSS JOIN season AS e
    CROSS JOIN newest AS n
    WHERE h.in_history
    WINDOW calendar_month AS (PARTITION BY h.category, month(h.month))
),
lines AS (
    SELECT
        category,
        count(*) AS months,
        avg(value) AS mean,
        rules.moving_ranges(list(left_over ORDER BY month)) AS ranges,
        avg(value) FILTER (same_calendar_month) AS usual,
        count(*) FILTER (same_calendar_month) AS years
    FROM history
    GROUP BY category
),
limits AS (
    SELECT
        l.category, l.months, e.seasonal, l.mean,
        CASE WHEN e.seasonal THEN l.usual ELSE l.mean END AS expected,
        rules.reach(rules.amr_to_judge_by(l.ranges, d.screen_outliers))
            * CASE WHEN e.seasonal THEN rules.seasonal_widening(l.years) ELSE 1 END AS reach,
        l.months < 12 OR (e.seasonal AND l.years < 2) AS too_early,
        reach IS NULL OR reach = 0 OR (d.unit = 'count' AND rules.too_few(l.mean)) AS too_few
    FROM lines AS l
    CROSS JOIN season AS e
    JOIN measures_definitions AS d ON d.measure_id = $measure_id
)
SELECT
    s.category, s.month, s.value, s.complete, h.month IS NOT NULL AS hidden, s.newest,
    CASE WHEN s.newest AND NOT l.too_early THEN l.expected END AS expected,
    CASE WHEN s.newest AND NOT l.too_early AND NOT l.too_few THEN l.expected - l.reach END AS lower_limit,
    CASE WHEN s.newest AND NOT l.too_early AND NOT l.too_few THEN l.expected + l.reach END AS upper_limit,
    CASE WHEN NOT s.newest OR s.value IS NULL THEN NULL
         WHEN coalesce(l.too_early, true) THEN 'too_early'
         WHEN l.too_few THEN 'too_few'
         WHEN s.value > l.expected + l.reach + rules.tolerance(s.value, l.expected, l.reach) THEN 'unusual_high'
         WHEN s.value < l.expected - l.reach - rules.tolerance(s.value, l.expected, l.reach) THEN 'unusual_low'
         ELSE 'usual' END AS verdict,
    (SELECT seasonal FROM season) AS seasonal
FROM series AS s
LEFT JOIN limits AS l USING (category)
LEFT JOIN demand_hidden_cells AS h
    ON h.cells = 'category' AND h.line = s.category AND h.month = s.month AND h.directorate = coalesce($directorate, '*')
ORDER BY s.category, s.month
