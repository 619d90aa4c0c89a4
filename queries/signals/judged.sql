-- How unusual was each month? The newest is judged as in signals/measures, against the months before it; earlier months
-- against the lines that are drawn for them: the expected line where the measure is seasonal, else their segment's limits.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council)
-- columns: measure_id, month, value, expected, lower_limit, upper_limit (in the measure's unit), verdict (unusual_high|
--   unusual_low|usual|too_early|rare_event|no_limits|unfinished|no_data), rule (of the control chart: none|outside|trend|
--   two_of_three|shift), exceptional, segment, newest (the month that signals/measures judges), seasonal
-- uses: signals/points, signals/expected, signals/measures
WITH lines AS (
    SELECT
        p.measure_id, p.month, p.value, p.complete, p.exceptional, p.segment, p.rule,
        coalesce(p.month = m.month, false) AS newest,
        e.expected IS NOT NULL AS seasonal,
        m.verdict AS verdict_on_newest,
        -- where no range is drawn because the newest month has too few before it, its segment has no signals either
        count(*) OVER (PARTITION BY p.measure_id, p.segment) < 12
            OR (m.verdict = 'too_early' AND p.segment = max(p.segment) OVER (PARTITION BY p.measure_id)) AS too_early,
        CASE WHEN newest THEN m.expected ELSE coalesce(e.expected, p.mean) END AS expected,
        CASE WHEN newest THEN m.lower_limit WHEN seasonal THEN e.lower_limit ELSE p.lower_limit END AS lower_limit,
        CASE WHEN newest THEN m.upper_limit WHEN seasonal THEN e.upper_limit ELSE p.upper_limit END AS upper_limit,
        rules.tolerance(p.value, p.lower_limit, p.upper_limit) AS tolerance
    FROM signals_points AS p
    LEFT JOIN signals_measures AS m ON m.measure_id = p.measure_id
    LEFT JOIN signals_expected AS e ON e.measure_id = p.measure_id AND e.month = p.month
    WHERE p.category = ''
)
SELECT
    measure_id, month, value, expected, lower_limit, upper_limit,
    CASE WHEN value IS NULL THEN 'no_data'
         WHEN NOT complete THEN 'unfinished'
         WHEN newest THEN verdict_on_newest
         WHEN too_early THEN 'too_early'
         WHEN lower_limit IS NULL THEN 'no_limits'
         WHEN value > upper_limit + tolerance THEN 'unusual_high'
         WHEN value < lower_limit - tolerance THEN 'unusual_low'
         ELSE 'usual' END AS verdict,
    rule, exceptional, segment, newest, seasonal
FROM lines
ORDER BY measure_id, month
