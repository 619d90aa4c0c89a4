-- Did a service change when it went online? Its figures before and after the launch, each period after it judged by those
-- before (XmR, queries/rules.sql): outside the limits, or 7 in a row on one side of the average. The period that the launch
-- falls into is neither, unless the launch is its first day. 12 periods before the launch are needed. Where the month of
-- the year mattered before the launch (as in signals/season: analysis of variance, every calendar month seen twice), a
-- period is judged by the mean of its calendar month. Counts under 5 a period are too few to judge.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, launched_on, measure_id (digital_take_up|online_completed|phone_completed|completed|online_failed|
--   phone_abandoned|service_satisfaction), unit (percent|count), month (first of the period), months (its length), value
--   (in the unit; NULL = no data), phase (before|launch|after), expected, lower_limit, upper_limit (of the period, by those
--   before the launch; NULL = not judged), signal ('' or outside_high|outside_low|run_high|run_low; only after the launch),
--   before, after (means of the periods, in the unit), periods_before, periods_after (that have a value), seasonal, trial
--   (fewer than 24 periods before), change (rose|fell: 7 or more in a row up to the newest|rose_so_far|fell_so_far: all
--   outside, but fewer than 7|for_a_while: signals that did not last|no_change|too_few|short_before|no_before|no_after),
--   already (the last 7 before the launch had been on that side of the average)
-- uses: channels/services, channels/volumes, channels/service_periods
WITH by_channel AS (
    SELECT
        p.service_id, p.month,
        coalesce(sum(v.completed) FILTER (v.digital), 0) AS online_completed,
        coalesce(sum(v.completed) FILTER (v.channel = 'phone'), 0) AS phone_completed
    FROM channels_service_periods AS p
    JOIN channels_volumes AS v
        ON v.service_id = p.service_id AND v.split AND v.months <= p.months
       AND v.month >= p.month AND v.month < p.month + to_months(p.months)
    GROUP BY p.service_id, p.month
),
recorded AS (
    SELECT
        p.*, s.launched_on, b.online_completed,
        CASE WHEN max(b.phone_completed) OVER (PARTITION BY p.service_id) > 0 THEN b.phone_completed END AS phone_completed
    FROM channels_service_periods AS p
    JOIN channels_services AS s ON s.service_id = p.service_id
    LEFT JOIN by_channel AS b ON b.service_id = p.service_id AND b.month = p.month
    WHERE s.launched_on IS NOT NULL AND p.complete
),
figures AS (
    SELECT
        r.service_id, r.launched_on, w.measure_id, w.unit, r.month, r.months,
        CASE w.measure_id
            WHEN 'digital_take_up' THEN 100.0 * r.take_up_completed / nullif(r.split_completed, 0)
            WHEN 'online_completed' THEN r.online_completed
            WHEN 'phone_completed' THEN r.phone_completed
            WHEN 'completed' THEN r.completed
            WHEN 'online_failed' THEN 100.0 * r.failed / nullif(r.started, 0)
            WHEN 'phone_abandoned' THEN 100.0 * r.calls_abandoned / nullif(r.calls_offered, 0)
            WHEN 'service_satisfaction' THEN 100.0 * r.satisfied / nullif(r.answers, 0)
        END::DOUBLE AS value,
        CASE WHEN r.month >= r.launched_on THEN 'after'
             WHEN r.month + to_months(r.months) <= r.launched_on THEN 'before'
             ELSE 'launch' END AS phase
    FROM recorded AS r
    CROSS JOIN (VALUES ('digital_take_up', 'percent'), ('online_completed', 'count'), ('phone_completed', 'count'),
                       ('completed', 'count'), ('online_failed', 'percent'), ('phone_abandoned', 'percent'),
                       ('service_satisfaction', 'percent')) AS w (measure_id, unit)
),
-- the season before the launch, as in signals/season
by_calendar_month AS (
    SELECT
        service_id, measure_id, month(month) AS calendar_month, count(value) AS years, avg(value) AS usual,
        var_pop(value) * count(value) AS squares_within, max(abs(value)) AS largest
    FROM figures
    WHERE phase = 'before' AND value IS NOT NULL AND months = 1
    GROUP BY service_id, measure_id, calendar_month
),
in_all AS (
    SELECT *, sum(years * usual) OVER whole / sum(years) OVER whole AS mean
    FROM by_calendar_month
    WINDOW whole AS (PARTITION BY service_id, measure_id)
),
seasons AS (
    SELECT
        service_id, measure_id,
        rules.season_f(years, usual, mean, squares_within, largest) AS f,
        rules.beyond_chance(rules.f_tail(f, 11, sum(years) - 12)) AS seasonal
    FROM in_all
    GROUP BY service_id, measure_id
    HAVING count(*) = 12 AND min(years) >= 2
),
placed AS (
    SELECT
        f.*,
        coalesce(s.seasonal, false) AS seasonal,
        CASE WHEN coalesce(s.seasonal, false) THEN b.usual
             ELSE avg(f.value) FILTER (f.phase = 'before') OVER (PARTITION BY f.service_id, f.measure_id) END AS expected,
        CASE WHEN coalesce(s.seasonal, false) THEN rules.seasonal_widening(b.years) ELSE 1 END AS widened
    FROM figures AS f
    LEFT JOIN seasons AS s ON s.service_id = f.service_id AND s.measure_id = f.measure_id
    LEFT JOIN by_calendar_month AS b
        ON b.service_id = f.service_id AND b.measure_id = f.measure_id AND b.calendar_month = month(f.month)
),
lines AS (
    SELECT
        service_id, measure_id,
        avg(value) FILTER (phase = 'before') AS before,
        avg(value) FILTER (phase = 'after') AS after,
        count(value) FILTER (phase = 'before') AS periods_before,
        count(value) FILTER (phase = 'after') AS periods_after,
        rules.moving_ranges(list(value - expected ORDER BY month) FILTER (phase = 'before')) AS ranges
    FROM placed
    GROUP BY service_id, measure_id
),
judged AS (
    SELECT
        p.*, l.before, l.after, l.periods_before, l.periods_after,
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
    JOIN lines AS l ON l.service_id = p.service_id AND l.measure_id = p.measure_id
),
runs AS (
    SELECT
        *,
        count(side) OVER seven = 7 AND min(side) OVER seven = max(side) OVER seven AND side <> 0 AS seventh
    FROM judged
    WINDOW seven AS (PARTITION BY service_id, measure_id, phase ORDER BY month ROWS 6 PRECEDING)
),
flagged AS (
    SELECT
        *,
        side <> 0 AND bool_or(seventh) OVER (in_phase ROWS BETWEEN CURRENT ROW AND 6 FOLLOWING) AS in_run,
        last_value(CASE WHEN seventh THEN side ELSE 0 END) OVER (in_phase ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            AS run_at_end
    FROM runs
    WINDOW in_phase AS (PARTITION BY service_id, measure_id, phase ORDER BY month)
),
summed AS (
    SELECT
        service_id, measure_id,
        coalesce(any_value(run_at_end) FILTER (phase = 'after'), 0) AS lasting,
        coalesce(any_value(run_at_end) FILTER (phase = 'before'), 0) AS lasting_before,
        min(outside) FILTER (phase = 'after') AS lowest,
        max(outside) FILTER (phase = 'after') AS highest,
        coalesce(bool_or(outside <> 0 OR in_run) FILTER (phase = 'after'), false) AS signals
    FROM flagged
    GROUP BY service_id, measure_id
)
SELECT
    f.service_id, f.launched_on, f.measure_id, f.unit, f.month, f.months, f.value, f.phase,
    CASE WHEN f.judgeable THEN f.expected END AS expected,
    CASE WHEN f.judgeable THEN f.expected - f.reach END AS lower_limit,
    CASE WHEN f.judgeable THEN f.expected + f.reach END AS upper_limit,
    CASE WHEN f.phase <> 'after' THEN ''
         WHEN f.outside = 1 THEN 'outside_high'
         WHEN f.outside = -1 THEN 'outside_low'
         WHEN f.in_run THEN CASE WHEN f.side = 1 THEN 'run_high' ELSE 'run_low' END
         ELSE '' END AS signal,
    f.before, f.after, f.periods_before, f.periods_after, f.seasonal,
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
JOIN summed AS s ON s.service_id = f.service_id AND s.measure_id = f.measure_id
WHERE f.periods_before + f.periods_after > 0
ORDER BY f.service_id, f.measure_id, f.month
