-- The verdict on each measure's newest month, judged against the months before it, and what its control chart says.
-- Newest month: the last complete one that has a value; an unfinished month is never judged. History: the complete months
-- before it in the same segment, without missing values and months declared exceptional; limits from the baseline where
-- one is fixed. Under 12 months of history: too early. What is expected and within which limits stands in signals/expected:
-- the mean, a straight line where the history rises or falls steadily, by the month of the year where that matters.
-- Rare events are whole counts with a mean under 5 a month, or without any usual moving range (AMR 0) and no season.
-- They get no limits but an exact Poisson test that allows for how little history there is: given all k + S events of
-- the T + 1 months, the newest month's share is binomial with 1/(T+1). Unusually high below p = 0.01, which on pure noise
-- is 0.1 to 0.7% of months because counts come in steps; unusually low also below 0.01, where the mean is 5 or more.
-- Other measures whose screened AMR is 0 are judged by the AMR before screening: a constant one by any other value.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council; only computed measures), $by (leave out)
-- columns: measure_id, name, unit, direction, target (in the unit), theme, month (newest complete month; NULL = no data),
--   value (in the unit), variation (point_type of the chart's last complete point), assurance (consistently_met|
--   consistently_missed|hit_and_miss|none), verdict (unusual_high|unusual_low|usual|too_early|rare_event), expected,
--   lower_limit, upper_limit (in the unit; of the verdict, not of the chart), seasonal, explained (an explanation exists
--   for the newest month), trial (12 to 23 months of history), rare_event (the Poisson test was used), probability (of
--   as many events or more by chance; of as few or fewer below a mean of 5 or more), history_months, months_since_last_event,
--   rule (the chart's rule for that last point: none|outside|trend|two_of_three|shift),
--   run (of the newest month, whatever its verdict: none|trend|shift|two_of_three; of a seasonal measure only a shift: 7
--   months or more on one side of the mean of their calendar month in the years up to 12 months before, of quarters 8 of
--   their like up to two years before; none where the
--   measure rises or falls steadily, for then runs are that), run_side (1 high, -1 low, 0 none),
--   run_months (of a trend its rises or falls in a row, of a shift its months; else NULL), run_since (its first month),
--   said_rule (the one that words and mark rest on: outside or rare_event where the verdict is unusual, else the strongest
--   run that holds: trend|shift|two_of_three, else steady; none), signal ('' or the mark drawn: outside|trend|shift|two_of_three with
--   _high or _low), target_met, target_months (in how many of how many of the last 36 months (of years the last 10) with a figure the target was
--   met; NULL without a target or for a neutral measure), target_met_newest, usually_from, usually_to (of rare events: the
--   10th and 90th of 100 months before, by size), at_month_end (as in measures/definitions),
--   expected_from, pattern (as in signals/expected; NULL where nothing is expected), working_days (of the month, where it is
--   judged by them), denominator (of how many a percentage is), interval_low, interval_high (in which the share lies 19 times in
--   20 for so many: rules.wilson, in percent), percent_per_year (of a trend; NULL
--   without one, or where the mean is not above 0), lasting ('' or higher|lower|rising|falling: what has changed for good, by
--   a shift, a run of rises or a steady line), lasting_since (its first month; of a line the first that it rests on),
--   periods_unusual (how many in a row up to the newest lie outside on its side of what is expected of them), period
--   (month|quarter|year that begins with `month`: a quarter or a year counts, and is counted, as months are), unusual_since
--   (the first of periods_unusual; NULL where the newest is not unusual), false_alarm_rate (how often chance alone makes the
--   newest month unusual; NULL where it is too early)
-- uses: measures/definitions, measures/explanations, signals/series, signals/history, signals/season, signals/limits, signals/points
-- uses: signals/expected
WITH newest AS (
    SELECT
        measure_id, max(month) AS month, arg_max(value, month) AS value,
        date_diff('month', max(month) FILTER (value > 0), max(month)) AS months_since_last_event,
        any_value(months) AS months,
        arg_max(working_days, month) AS working_days,
        max_by({'n': denominator}, month).n AS denominator
    FROM signals_series
    WHERE category = '' AND complete AND value IS NOT NULL
    GROUP BY measure_id
),
history AS (
    SELECT
        measure_id,
        count(counted) AS history_months,
        count(counted) FILTER (in_baseline) AS months_counted,
        sum(counted) FILTER (in_baseline) AS total,
        quantile_disc(counted, 0.1) FILTER (in_baseline) AS usually_from,
        quantile_disc(counted, 0.9) FILTER (in_baseline) AS usually_to,
        bool_and(counted >= 0 AND counted = round(counted)) FILTER (in_baseline AND counted IS NOT NULL) AS whole_numbers
    FROM signals_history
    GROUP BY measure_id
),
-- the control chart at its last complete point, and the limits of that point's segment
chart AS (
    SELECT
        measure_id,
        arg_max(point_type, month) AS variation,
        arg_max(rule, month) AS rule,
        arg_max({'lower': lower_limit, 'upper': upper_limit}, month) AS limits
    FROM signals_points
    WHERE category = '' AND complete
    GROUP BY measure_id
),
-- how long a measure's periods are, complete or not
lengths AS (
    SELECT measure_id, max(months) AS months FROM signals_series WHERE category = '' GROUP BY measure_id
),
-- the run that the newest month is in: a last point without a value has none
newest_point AS (
    SELECT p.measure_id, p.month, p.segment, p.exceptional, p.run AS chart_run, p.run_side AS chart_side
    FROM signals_points AS p
    JOIN newest AS n ON n.measure_id = p.measure_id AND n.month = p.month
    WHERE p.category = ''
),
-- months of a seasonal measure beside the mean of the same month in the years before the last one, so that what began since shows
departures AS (
    SELECT
        s.measure_id, s.month,
        -- of quarters two years, in which seven in a row begin and end
        s.counted / s.length AS adjusted,
        avg(adjusted) FILTER (s.month <= n.month - to_months(12 * CASE s.months WHEN 1 THEN 1 ELSE 2 END))
            OVER (PARTITION BY s.measure_id, month(s.month)) AS its_like,
        CASE WHEN rules.differ(adjusted, its_like) THEN sign(adjusted - its_like) END AS side
    FROM signals_series AS s
    JOIN newest_point AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month <= n.month
    JOIN signals_expected AS e ON e.measure_id = s.measure_id AND e.month = n.month AND e.pattern = 'season'
    WHERE s.category = '' AND s.complete
),
-- on which side each month lies (1, -1; else it ends a run): for the chart's own run, for a shift of a seasonal measure, and
-- outside what is expected of it
sides AS (
    SELECT
        'chart' AS run_of, p.measure_id, p.month,
        CASE WHEN CASE n.chart_run WHEN 'trend' THEN p.step ELSE p.side END = n.chart_side THEN n.chart_side END AS side
    FROM signals_points AS p
    JOIN newest_point AS n ON n.measure_id = p.measure_id AND n.segment = p.segment AND p.month <= n.month
    WHERE p.category = '' AND n.chart_run IN ('trend', 'shift')
    UNION ALL
    SELECT 'season', measure_id, month, side FROM departures
    UNION ALL
    SELECT
        'outside', s.measure_id, s.month,
        CASE WHEN s.value > e.upper_limit + rules.tolerance(s.value, e.upper_limit, e.expected) THEN 1
             WHEN s.value < e.lower_limit - rules.tolerance(s.value, e.lower_limit, e.expected) THEN -1 END
    FROM signals_series AS s
    JOIN newest AS n ON n.measure_id = s.measure_id AND s.month <= n.month
    LEFT JOIN signals_expected AS e ON e.measure_id = s.measure_id AND e.month = s.month
    WHERE s.category = '' AND s.complete
),
-- how long the newest month has had its side
runs AS (
    SELECT run_of, measure_id, any_value(side) AS side, count(*)::INTEGER AS months, min(month) AS since
    FROM (
        SELECT *, bool_and(coalesce(side = newest_side, false)) OVER newest_first AS in_run
        FROM (SELECT *, first(side) OVER newest_first AS newest_side FROM sides
              WINDOW newest_first AS (PARTITION BY run_of, measure_id ORDER BY month DESC))
        WINDOW newest_first AS (PARTITION BY run_of, measure_id ORDER BY month DESC)
    )
    WHERE in_run
    GROUP BY run_of, measure_id
),
-- whether the target was met, month by month
met AS (
    SELECT
        s.measure_id, s.month,
        CASE d.direction WHEN 'increase' THEN s.value >= d.target - rules.tolerance(s.value, d.target)
                         ELSE s.value <= d.target + rules.tolerance(s.value, d.target) END AS met
    FROM signals_series AS s
    JOIN newest AS n
        ON n.measure_id = s.measure_id AND s.month <= n.month
       AND s.month > n.month - to_months(CASE n.months WHEN 12 THEN 120 ELSE 36 END)
    JOIN measures_definitions AS d ON d.measure_id = s.measure_id
    WHERE s.category = '' AND s.complete AND s.value IS NOT NULL AND d.target IS NOT NULL AND d.direction <> 'neutral'
),
targets AS (
    SELECT
        measure_id, count(*)::INTEGER AS months, count(*) FILTER (met)::INTEGER AS months_met,
        arg_max(met, month) AS met_newest
    FROM met
    GROUP BY measure_id
),
judged AS (
    SELECT
        n.measure_id, n.month, n.value, n.months_since_last_event, n.working_days, n.denominator,
        coalesce(h.history_months, 0) AS history_months,
        h.months_counted, h.total, h.usually_from, h.usually_to,
        h.total / h.months_counted AS mean,
        l.amr_to_judge_by AS amr,
        coalesce(s.seasonal, false) AS seasonal,
        e.expected, e.lower_limit, e.upper_limit, e.expected_from, e.pattern, e.slope, e.percent_per_year, e.trend_since,
        coalesce(
            d.unit = 'count' AND h.whole_numbers AND n.value >= 0 AND n.value = round(n.value)
            AND (rules.too_few(mean) OR (l.amr = 0 AND NOT coalesce(s.seasonal, false))),
            false
        ) AS rare_event
    FROM newest AS n
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN history AS h USING (measure_id)
    LEFT JOIN signals_limits AS l ON l.scope = 'newest' AND l.measure_id = n.measure_id
    LEFT JOIN signals_expected AS e ON e.measure_id = n.measure_id AND e.month = n.month
    LEFT JOIN signals_season AS s ON s.measure_id = n.measure_id AND s.calendar_month = month(n.month)
),
-- binomial tail of the newest count on its own side of the mean, over as many terms as can matter
tails AS (
    SELECT
        measure_id,
        value >= mean AS high,
        value + total AS events,
        -ln(months_counted + 1) AS log_share,
        ln(months_counted) - ln(months_counted + 1) AS log_rest,
        60 + 12 * sqrt(value + 1) AS span,
        CASE WHEN high THEN value ELSE greatest(value - span, 0) END::BIGINT AS first_term,
        CASE WHEN high THEN least(value + span, events) ELSE value END::BIGINT AS last_term,
        list_transform(range(first_term, last_term + 1), lambda j:
            exp(lgamma(events + 1) - lgamma(j + 1) - lgamma(events - j + 1) + j * log_share + (events - j) * log_rest)
        ) AS terms,
        list_sum(terms) AS tail,
        CASE WHEN high OR NOT rules.too_few(mean) THEN tail ELSE 1 - tail + terms[-1] END AS probability
    FROM judged
    WHERE rare_event AND history_months >= 12
),
limits AS (
    SELECT
        j.* EXCLUDE (expected, lower_limit, upper_limit, expected_from, pattern),
        history_months < 12 OR (NOT rare_event AND amr IS NULL) AS too_early,
        CASE WHEN too_early THEN NULL WHEN rare_event THEN mean ELSE j.expected END AS expected,
        CASE WHEN NOT too_early AND NOT rare_event THEN j.lower_limit END AS lower_limit,
        CASE WHEN NOT too_early AND NOT rare_event THEN j.upper_limit END AS upper_limit,
        CASE WHEN too_early THEN NULL WHEN rare_event THEN 'mean' ELSE j.expected_from END AS expected_from,
        CASE WHEN too_early THEN NULL WHEN rare_event THEN 'mean' ELSE j.pattern END AS pattern,
        coalesce(NOT rare_event AND j.pattern LIKE 'trend%', false) AND NOT too_early AS steady,
        t.high, t.tail, t.probability,
        rules.tolerance(value, expected, upper_limit - expected) AS tolerance
    FROM judged AS j
    LEFT JOIN tails AS t USING (measure_id)
)
SELECT
    d.measure_id, d.name, d.unit, d.direction, d.target, d.theme,
    l.month, l.value,
    coalesce(c.variation, 'common_cause') AS variation,
    CASE WHEN d.target IS NULL OR d.direction = 'neutral' OR c.measure_id IS NULL THEN 'none'
         WHEN d.target > c.limits.upper + rules.tolerance(d.target, c.limits.upper)
             THEN CASE d.direction WHEN 'increase' THEN 'consistently_missed' ELSE 'consistently_met' END
         WHEN d.target < c.limits.lower - rules.tolerance(d.target, c.limits.lower)
             THEN CASE d.direction WHEN 'increase' THEN 'consistently_met' ELSE 'consistently_missed' END
         ELSE 'hit_and_miss' END AS assurance,
    CASE WHEN coalesce(l.too_early, true) THEN 'too_early'
         WHEN l.rare_event THEN CASE WHEN NOT rules.beyond_chance(l.tail) THEN 'rare_event'
                                     WHEN l.high THEN 'unusual_high'
                                     WHEN NOT rules.too_few(l.mean) THEN 'unusual_low'
                                     ELSE 'rare_event' END
         WHEN l.value > l.upper_limit + l.tolerance THEN 'unusual_high'
         WHEN l.value < l.lower_limit - l.tolerance THEN 'unusual_low'
         ELSE 'usual' END AS verdict,
    l.expected,
    l.lower_limit,
    l.upper_limit,
    coalesce(l.seasonal AND NOT l.too_early, false) AS seasonal,
    l.month IS NOT NULL AND EXISTS (
        SELECT 1 FROM measures_explanations AS e WHERE e.measure_id = l.measure_id AND e.month = l.month
    ) AS explained,
    coalesce(l.history_months BETWEEN 12 AND 23, false) AS trial,
    coalesce(l.rare_event AND NOT l.too_early, false) AS rare_event,
    CASE WHEN l.rare_event AND NOT l.too_early THEN least(l.probability, 1) END AS probability,
    coalesce(l.history_months, 0) AS history_months,
    CASE WHEN l.rare_event THEN l.months_since_last_event END AS months_since_last_event,
    coalesce(c.rule, 'none') AS rule,
    -- runs say something only of what has limits: not of rare events, or of too short a history
    CASE WHEN coalesce(l.too_early OR l.rare_event OR l.steady OR p.exceptional, true) THEN 'none'
         WHEN l.seasonal THEN CASE WHEN z.measure_id IS NULL THEN 'none' ELSE 'shift' END
         -- the chart's near limits know nothing of working days and numbers answering
         WHEN p.chart_run = 'two_of_three' AND l.expected_from IN ('working_days', 'denominator') THEN 'none'
         ELSE p.chart_run END AS run,
    CASE WHEN run = 'none' THEN 0 WHEN l.seasonal THEN z.side ELSE p.chart_side END AS run_side,
    CASE WHEN run = 'none' THEN NULL WHEN l.seasonal THEN z.months ELSE r.months END AS run_months,
    CASE WHEN run = 'none' THEN NULL WHEN l.seasonal THEN z.since ELSE r.since END AS run_since,
    CASE WHEN verdict LIKE 'unusual_%' THEN CASE WHEN l.rare_event THEN 'rare_event' ELSE 'outside' END
         WHEN run <> 'none' THEN run
         WHEN l.steady THEN 'steady'
         ELSE 'none' END AS said_rule,
    CASE WHEN verdict LIKE 'unusual_%' THEN replace(verdict, 'unusual', 'outside')
         WHEN run <> 'none' THEN run || CASE run_side WHEN 1 THEN '_high' ELSE '_low' END
         ELSE '' END AS signal,
    t.months_met AS target_met, t.months AS target_months, t.met_newest AS target_met_newest,
    CASE WHEN l.rare_event AND NOT l.too_early THEN l.usually_from END AS usually_from,
    CASE WHEN l.rare_event AND NOT l.too_early THEN l.usually_to END AS usually_to,
    d.at_month_end,
    l.expected_from, l.pattern,
    CASE WHEN l.expected_from = 'working_days' THEN l.working_days END AS working_days,
    l.denominator,
    CASE WHEN l.value BETWEEN 0 AND 100 THEN rules.wilson(l.value, l.denominator, -1) END AS interval_low,
    CASE WHEN l.value BETWEEN 0 AND 100 THEN rules.wilson(l.value, l.denominator, 1) END AS interval_high,
    CASE WHEN l.steady THEN l.percent_per_year END AS percent_per_year,
    CASE WHEN l.steady THEN CASE WHEN l.slope > 0 THEN 'rising' ELSE 'falling' END
         WHEN run = 'trend' THEN CASE run_side WHEN 1 THEN 'rising' ELSE 'falling' END
         WHEN run = 'shift' THEN CASE run_side WHEN 1 THEN 'higher' ELSE 'lower' END
         ELSE '' END AS lasting,
    CASE WHEN l.steady THEN l.trend_since WHEN run IN ('trend', 'shift') THEN run_since END AS lasting_since,
    CASE WHEN verdict NOT LIKE 'unusual_%' THEN 0 WHEN l.rare_event THEN 1 ELSE coalesce(o.months, 1) END AS periods_unusual,
    rules.period_of(coalesce(w.months, rules.months_of(d.period))) AS period,
    CASE WHEN periods_unusual = 1 THEN l.month WHEN periods_unusual > 1 THEN o.since END AS unusual_since,
    CASE WHEN verdict <> 'too_early' THEN rules.false_alarm_rate() END AS false_alarm_rate
FROM measures_definitions AS d
LEFT JOIN limits AS l USING (measure_id)
LEFT JOIN chart AS c USING (measure_id)
LEFT JOIN lengths AS w USING (measure_id)
LEFT JOIN newest_point AS p USING (measure_id)
LEFT JOIN runs AS r ON r.measure_id = d.measure_id AND r.run_of = 'chart'
LEFT JOIN runs AS z ON z.measure_id = d.measure_id AND z.run_of = 'season'
    AND z.months >= CASE w.months WHEN 3 THEN 8 ELSE 7 END
LEFT JOIN runs AS o ON o.measure_id = d.measure_id AND o.run_of = 'outside'
LEFT JOIN targets AS t ON t.measure_id = d.measure_id
WHERE $directorate IS NULL OR c.measure_id IS NOT NULL
ORDER BY d.measure_id
