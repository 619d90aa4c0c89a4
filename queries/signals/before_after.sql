-- Did a measure change with a dated event: the launch of a service, or an event that names it? Its figures before and after
-- the day, each period after it judged by those before (XmR, queries/rules.sql): outside the limits, or 7 in a row on one
-- side of the average. The period that the day falls into is neither, unless the day is its first. 12 periods before
-- are needed. Where the month of the year mattered before (as in signals/season: analysis of variance, every calendar
-- month seen twice), a period is judged by the mean of its calendar month. Counts under 5 a period are too few to judge.
-- Of a launch the figures are the service's (channels/launch_figures); of an event those of the measure's chart, between the
-- declared changes about the day.
-- parameters: $service (service id; NULL = all), $measure_id (NULL = all), $directorate (NULL = the whole council),
--   $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: about (launch|event), code (of the service, or of the event), happened_on, measure_id (of a launch as in
--   channels/launch_figures), unit, month (first of the period), months (its length), value (in the unit; NULL = no data),
--   phase (before|during|after), expected, lower_limit, upper_limit (of the period, by those before the day; NULL = not
--   judged), signal ('' or outside_high|outside_low|run_high|run_low; only after the day), before, after (means of the
--   periods, in the unit), usual_since (mean of what was expected of the periods after), periods_before, periods_after (that have a value), seasonal, trial (fewer than 24 periods before),
--   change (rose|fell: 7 or more in a row up to the newest|rose_so_far|fell_so_far: all outside, but fewer than 7|
--   for_a_while: signals that did not last|no_change|too_few|short_before|no_before|no_after), already (the last 7 before
--   the day had been on that side of the average)
-- uses: channels/launch_figures, measures/events, measures/definitions, signals/series
WITH on_charts AS (
    SELECT
        e.event_id AS code, e.happened_on, s.measure_id, d.unit, s.month, s.months, s.counted AS value, s.segment,
        max(s.segment) FILTER (s.month + to_months(s.months::INTEGER) <= e.happened_on) OVER each AS segment_before,
        min(s.segment) FILTER (s.month >= e.happened_on) OVER each AS segment_after
    FROM measures_events AS e
    JOIN signals_series AS s ON s.measure_id = e.measure_id AND s.category = '' AND s.complete
    JOIN measures_definitions AS d ON d.measure_id = e.measure_id AND d.unit <> 'yesno'
    WINDOW each AS (PARTITION BY e.event_id, s.measure_id)
),
dated AS (
    SELECT
        'launch' AS about, service_id AS code, launched_on AS happened_on, measure_id, unit, month, months, value
    FROM channels_launch_figures
    UNION ALL BY NAME
    -- no figure from before another declared change, or from after one
    SELECT 'event' AS about, code, happened_on, measure_id, unit, month, months, value
    FROM on_charts
    WHERE segment BETWEEN coalesce(segment_before, segment_after) AND coalesce(segment_after, segment_before)
),
figures AS (
    SELECT
        *, about || ' ' || code AS item,
        CASE WHEN month >= happened_on THEN 'after'
             WHEN month + to_months(months::INTEGER) <= happened_on THEN 'before'
             ELSE 'during' END AS phase
    FROM dated
),
-- the season before the day, as in signals/season
by_calendar_month AS (
    SELECT
        item, measure_id, month(month) AS calendar_month, count(value) AS years, avg(value) AS usual,
        var_pop(value) * count(value) AS squares_within, max(abs(value)) AS largest
    FROM figures
    WHERE phase = 'before' AND value IS NOT NULL AND months = 1
    GROUP BY item, measure_id, calendar_month
),
in_all AS (
    SELECT *, sum(years * usual) OVER whole / sum(years) OVER whole AS mean
    FROM by_calendar_month
    WINDOW whole AS (PARTITION BY item, measure_id)
),
seasons AS (
    SELECT
        item, measure_id,
        rules.season_f(years, usual, mean, squares_within, largest) AS f,
        rules.beyond_chance(rules.f_tail(f, 11, sum(years) - 12)) AS seasonal
    FROM in_all
    GROUP BY item, measure_id
    HAVING count(*) = 12 AND min(years) >= 2
),
placed AS (
    SELECT
        f.*,
        coalesce(s.seasonal, false) AS seasonal,
        CASE WHEN coalesce(s.seasonal, false) THEN b.usual
             ELSE avg(f.value) FILTER (f.phase = 'before') OVER (PARTITION BY f.item, f.measure_id) END AS expected,
        CASE WHEN coalesce(s.seasonal, false) THEN rules.seasonal_widening(b.years) ELSE 1 END AS widened
    FROM figures AS f
    LEFT JOIN seasons AS s ON s.item = f.item AND s.measure_id = f.measure_id
    LEFT JOIN by_calendar_month AS b
        ON b.item = f.item AND b.measure_id = f.measure_id AND b.calendar_month = month(f.month)
),
lines AS (
    SELECT
        item, measure_id,
        avg(value) FILTER (phase = 'before') AS before,
        avg(value) FILTER (phase = 'after') AS after,
        avg(expected) FILTER (phase = 'after' AND value IS NOT NULL) AS usual_since,
        count(value) FILTER (phase = 'before') AS periods_before,
        count(value) FILTER (phase = 'after') AS periods_after,
        rules.moving_ranges(list(value - expected ORDER BY month) FILTER (phase = 'before')) AS ranges
    FROM placed
    GROUP BY item, measure_id
),
judged AS (
    SELECT
        p.*, l.before, l.after, l.usual_since, l.periods_before, l.periods_after,
        rules.amr_to_judge_by(l.ranges, true) AS amr,
        l.periods_before >= 12 AND amr IS NOT NULL AND NOT (p.unit = 'count' AND rules.too_few(l.before)) AS judgeable,
        rules.reach(amr) * p.widened AS reach,
        rules.tolerance(p.value, p.expected, amr) AS tolerance,
        CASE WHEN NOT judgeable OR p.value IS NULL THEN NULL
             WHEN p.value > p.expected + tolerance THEN 1
             WHEN p.value < p.expected - tolerance THEN -1
             ELSE 0 END AS side,
        CASE WHEN side IS NULL THEN NULL
             WHEN abs(p.value - p.expected) > reach + tolerance THEN side
             ELSE 0 END AS outside
    FROM placed AS p
    JOIN lines AS l ON l.item = p.item AND l.measure_id = p.measure_id
),
runs AS (
    SELECT
        *,
        count(side) OVER seven = 7 AND min(side) OVER seven = max(side) OVER seven AND side <> 0 AS seventh
    FROM judged
    WINDOW seven AS (PARTITION BY item, measure_id, phase ORDER BY month ROWS 6 PRECEDING)
),
flagged AS (
    SELECT
        *,
        side <> 0 AND bool_or(seventh) OVER (in_phase ROWS BETWEEN CURRENT ROW AND 6 FOLLOWING) AS in_run,
        last_value(CASE WHEN seventh THEN side ELSE 0 END) OVER (in_phase ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            AS run_at_end
    FROM runs
    WINDOW in_phase AS (PARTITION BY item, measure_id, phase ORDER BY month)
),
summed AS (
    SELECT
        item, measure_id,
        coalesce(any_value(run_at_end) FILTER (phase = 'after'), 0) AS lasting,
        coalesce(any_value(run_at_end) FILTER (phase = 'before'), 0) AS lasting_before,
        min(outside) FILTER (phase = 'after') AS lowest,
        max(outside) FILTER (phase = 'after') AS highest,
        coalesce(bool_or(outside <> 0 OR in_run) FILTER (phase = 'after'), false) AS signals
    FROM flagged
    GROUP BY item, measure_id
)
SELECT
    f.about, f.code, f.happened_on, f.measure_id, f.unit, f.month, f.months, f.value, f.phase,
    CASE WHEN f.judgeable THEN f.expected END AS expected,
    CASE WHEN f.judgeable THEN f.expected - f.reach END AS lower_limit,
    CASE WHEN f.judgeable THEN f.expected + f.reach END AS upper_limit,
    CASE WHEN f.phase <> 'after' THEN ''
         WHEN f.outside = 1 THEN 'outside_high'
         WHEN f.outside = -1 THEN 'outside_low'
         WHEN f.in_run THEN CASE WHEN f.side = 1 THEN 'run_high' ELSE 'run_low' END
         ELSE '' END AS signal,
    f.before, f.after, f.usual_since, f.periods_before, f.periods_after, f.seasonal,
    f.periods_before < 24 AS trial,
    CASE WHEN f.periods_after = 0 THEN 'no_after'
         WHEN f.periods_before = 0 THEN 'no_before'
         WHEN f.unit = 'count' AND rules.too_few(f.before) AND f.periods_before >= 12 THEN 'too_few'
         WHEN NOT f.judgeable THEN 'short_before'
         WHEN s.lasting = 1 THEN 'rose'
         WHEN s.lasting = -1 THEN 'fell'
         WHEN f.periods_after < 7 AND s.lowest = 1 THEN 'rose_so_far'
         WHEN f.periods_after < 7 AND s.highest = -1 THEN 'fell_so_far'
         WHEN s.signals THEN 'for_a_while'
         ELSE 'no_change' END AS change,
    coalesce(s.lasting <> 0 AND s.lasting = s.lasting_before, false) AS already
FROM flagged AS f
JOIN summed AS s ON s.item = f.item AND s.measure_id = f.measure_id
WHERE f.periods_before + f.periods_after > 0
ORDER BY f.about, f.code, f.measure_id, f.month
