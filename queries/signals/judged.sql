-- How unusual was each month, and which mark stands on it? The newest is judged as in signals/measures, against the months
-- before it. Earlier months are judged against the lines that are drawn for them: in the newest segment those that the
-- newest month is judged by (the stepped line where the measure is seasonal), in earlier segments their own limits.
-- Rare events are judged by their newest month alone, a segment of fewer than 12 months not at all.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council)
-- columns: measure_id, month, value, expected, lower_limit, upper_limit (in the measure's unit), verdict (unusual_high|
--   unusual_low|usual|too_early|rare_event|no_limits|unfinished|no_data), rule (of the control chart: none|outside|trend|
--   two_of_three|shift), exceptional, segment, newest (the month that signals/measures judges), seasonal (each
--   month has a line of its own: a season, or a steady rise or fall), signal (the mark
--   drawn: '' or outside|trend|shift|two_of_three with _high or _low; an earlier exceptional month has none), period
--   (month|quarter|year that begins with `month`)
-- uses: signals/points, signals/expected, signals/measures
WITH placed AS (
    SELECT
        p.*,
        coalesce(p.month = m.month, false) AS newest,
        m.verdict AS verdict_on_newest, m.signal AS signal_on_newest, m.rare_event,
        coalesce(m.period, 'month') AS period, m.run AS newest_run, m.run_side AS newest_side, m.run_since,
        p.segment = max(p.segment) FILTER (p.complete AND p.value IS NOT NULL) OVER whole AS in_newest_segment,
        -- where no range is drawn because the newest month has too few before it, its segment has no signals either
        count(*) OVER (PARTITION BY p.measure_id, p.segment) < 12
            OR (m.verdict = 'too_early' AND in_newest_segment) AS too_early,
        in_newest_segment AND coalesce(m.expected_from <> 'mean', false) AS seasonal,
        CASE WHEN newest THEN m.expected
             WHEN too_early OR m.rare_event THEN NULL
             WHEN in_newest_segment THEN e.expected
             ELSE p.mean END AS centre,
        CASE WHEN newest THEN m.lower_limit
             WHEN too_early OR m.rare_event THEN NULL
             WHEN in_newest_segment THEN e.lower_limit
             ELSE p.lower_limit END AS low,
        CASE WHEN newest THEN m.upper_limit
             WHEN too_early OR m.rare_event THEN NULL
             WHEN in_newest_segment THEN e.upper_limit
             ELSE p.upper_limit END AS high,
        rules.tolerance(p.value, low, high) AS tolerance
    FROM signals_points AS p
    LEFT JOIN signals_measures AS m ON m.measure_id = p.measure_id
    LEFT JOIN signals_expected AS e ON e.measure_id = p.measure_id AND e.month = p.month
    WHERE p.category = ''
    WINDOW whole AS (PARTITION BY p.measure_id)
),
judged AS (
    SELECT
        *,
        CASE WHEN value IS NULL THEN 'no_data'
             WHEN NOT complete THEN 'unfinished'
             WHEN newest THEN verdict_on_newest
             WHEN too_early THEN 'too_early'
             WHEN low IS NULL THEN 'no_limits'
             WHEN value > high + tolerance THEN 'unusual_high'
             WHEN value < low - tolerance THEN 'unusual_low'
             ELSE 'usual' END AS verdict
    FROM placed
)
SELECT
    measure_id, month, value, centre AS expected, low AS lower_limit, high AS upper_limit, verdict,
    rule, exceptional, segment, newest, seasonal,
    CASE WHEN newest AND complete THEN signal_on_newest
         WHEN exceptional THEN ''
         WHEN verdict LIKE 'unusual_%' THEN replace(verdict, 'unusual', 'outside')
         WHEN verdict = 'usual' AND seasonal AND newest_run = 'shift' AND month >= run_since
             THEN 'shift' || CASE newest_side WHEN 1 THEN '_high' ELSE '_low' END
         WHEN verdict = 'usual' AND NOT seasonal AND run <> 'none'
             THEN run || CASE run_side WHEN 1 THEN '_high' ELSE '_low' END
         ELSE '' END AS signal,
    period
FROM judged
ORDER BY measure_id, month
