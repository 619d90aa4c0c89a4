-- Did a service change when it went online? Its figures before and after the launch, each period after it judged by those
-- before (XmR): outside the limits, or 7 in a row on one side of the average. The period that the launch falls into is
-- neither, unless the launch is its first day. 12 periods before the launch are needed. Limits are the mean -/+ 2.66 x the
-- average moving range, screened at 3.267 x its average; a screened range of 0 gives way to the unscreened one. Where the
-- month of the year mattered before the launch (as in signals/season: analysis of variance, p < 0.01, every calendar month
-- seen twice), a period is judged by the mean of its calendar month, and limits are those of the residuals x
-- sqrt((k+1)/(k-1)), k = years seen. Counts under 5 a period are too few to judge.
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
    GROUP BY ALL
),
variances AS (
    SELECT
        b.service_id, b.measure_id,
        (sum(b.years) - 12)::DOUBLE AS d2,
        sum(b.years * (b.usual - g.mean) ** 2) / 11 AS between_months,
        sum(b.squares_within) / d2 AS within_months,
        (1e-9 * max(b.largest)) ** 2 AS nothing
    FROM by_calendar_month AS b
    JOIN (
        SELECT service_id, measure_id, sum(years * usual) / sum(years) AS mean
        FROM by_calendar_month
        GROUP BY service_id, measure_id
        HAVING count(*) = 12 AND min(years) >= 2
    ) AS g ON g.service_id = b.service_id AND g.measure_id = b.measure_id
    GROUP BY b.service_id, b.measure_id
),
ratios AS (
    SELECT
        service_id, measure_id, d2,
        CASE WHEN between_months <= nothing THEN 0.0
             WHEN within_months <= nothing THEN 'infinity'::DOUBLE
             ELSE between_months / within_months END AS f,
        CASE WHEN f BETWEEN 1e-4 AND 1e100 THEN ln(f) END AS lowest,
        (greatest(lowest, 0) + 5 - lowest) / 300 AS step,
        lgamma((11 + d2) / 2) - lgamma(5.5) - lgamma(d2 / 2) + 5.5 * ln(11 / d2) AS log_scale
    FROM variances
),
seasons AS (
    SELECT
        service_id, measure_id,
        CASE WHEN f < 1e-4 THEN 1.0 WHEN f > 1e100 THEN 0.0 ELSE
            step / 3 * list_sum(list_transform(range(0, 301), lambda i:
                CASE WHEN i IN (0, 300) THEN 1 WHEN i % 2 = 1 THEN 4 ELSE 2 END
                * exp(log_scale + 5.5 * (lowest + i * step)
                      - (11 + d2) / 2 * ln(1 + 11 / d2 * exp(lowest + i * step)))))
        END < 0.01 AS seasonal
    FROM ratios
),
placed AS (
    SELECT
        f.*,
        coalesce(s.seasonal, false) AS seasonal,
        CASE WHEN coalesce(s.seasonal, false) THEN b.usual
             ELSE avg(f.value) FILTER (f.phase = 'before') OVER (PARTITION BY f.service_id, f.measure_id) END AS expected,
        CASE WHEN coalesce(s.seasonal, false) THEN sqrt((b.years + 1) / (b.years - 1)) ELSE 1 END AS widened,
        CASE WHEN f.phase = 'before' THEN f.value - expected END AS residual
    FROM figures AS f
    LEFT JOIN seasons AS s ON s.service_id = f.service_id AND s.measure_id = f.measure_id
    LEFT JOIN by_calendar_month AS b
        ON b.service_id = f.service_id AND b.measure_id = f.measure_id AND b.calendar_month = month(f.month)
),
ranges AS (
    SELECT
        *,
        abs(residual - lag(residual) OVER in_order) AS difference,
        CASE WHEN difference <= 1e-9 * greatest(abs(value), abs(expected)) THEN 0 ELSE difference END AS moving_range
    FROM placed
    WINDOW in_order AS (PARTITION BY service_id, measure_id ORDER BY month)
),
averages AS (
    SELECT *, avg(moving_range) OVER (PARTITION BY service_id, measure_id) AS unscreened_amr
    FROM ranges
),
judged AS (
    SELECT
        *,
        avg(value) FILTER (phase = 'before') OVER whole AS before,
        avg(value) FILTER (phase = 'after') OVER whole AS after,
        count(value) FILTER (phase = 'before') OVER whole AS periods_before,
        count(value) FILTER (phase = 'after') OVER whole AS periods_after,
        avg(moving_range) FILTER (moving_range < 3.267 * unscreened_amr * (1 - 1e-9)) OVER whole AS screened,
        CASE WHEN coalesce(screened, 0) = 0 THEN unscreened_amr ELSE screened END AS amr,
        periods_before >= 12 AND amr IS NOT NULL AND NOT (unit = 'count' AND before < 5) AS judgeable,
        2.66 * amr * widened AS reach,
        1e-9 * greatest(abs(value), abs(expected), amr) AS tolerance,
        CASE WHEN NOT judgeable OR value IS NULL THEN NULL
             WHEN value > expected + tolerance THEN 1
             WHEN value < expected - tolerance THEN -1
             ELSE 0 END AS side,
        CASE WHEN side IS NULL THEN NULL
             WHEN abs(value - expected) > reach + tolerance THEN side
             ELSE 0 END AS outside
    FROM averages
    WINDOW whole AS (PARTITION BY service_id, measure_id)
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
         WHEN f.unit = 'count' AND f.before < 5 AND f.periods_before >= 12 THEN 'too_few'
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
