-- The verdict on each measure's newest month, judged against the months before it, and what its control chart says.
-- Newest month: the last complete one that has a value; an unfinished month is never judged. History: the complete months
-- before it in the same segment, without missing values and months declared exceptional; limits from the baseline where
-- one is fixed. Under 12 months of history: too early. Where the month of the year matters (signals/season), expected is
-- that calendar month's mean, and limits = expected -/+ 2.66 x AMR of the residuals x sqrt((k+1)/(k-1)), k = years seen.
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
--   rule (the chart's rule for that last point: none|outside|trend|two_of_three|shift)
-- uses: measures/definitions, signals/series, signals/history, signals/season, signals/limits, signals/points
WITH newest AS (
    SELECT
        measure_id, max(month) AS month, arg_max(value, month) AS value,
        date_diff('month', max(month) FILTER (value > 0), max(month)) AS months_since_last_event
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
judged AS (
    SELECT
        n.measure_id, n.month, n.value, n.months_since_last_event,
        coalesce(h.history_months, 0) AS history_months,
        h.months_counted, h.total,
        l.mean,
        l.amr_to_judge_by AS amr,
        coalesce(s.seasonal, false) AS seasonal,
        s.usual, s.years,
        r.amr_to_judge_by AS amr_of_residuals,
        coalesce(
            d.unit = 'count' AND h.whole_numbers AND n.value >= 0 AND n.value = round(n.value)
            AND (rules.too_few(l.mean) OR (l.amr = 0 AND NOT coalesce(s.seasonal, false))),
            false
        ) AS rare_event
    FROM newest AS n
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN history AS h USING (measure_id)
    LEFT JOIN signals_limits AS l ON l.scope = 'newest' AND l.measure_id = n.measure_id
    LEFT JOIN signals_limits AS r ON r.scope = 'season' AND r.measure_id = n.measure_id
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
        j.*,
        history_months < 12 OR (NOT rare_event AND amr IS NULL) AS too_early,
        CASE WHEN too_early THEN NULL WHEN seasonal THEN usual ELSE mean END AS expected,
        CASE WHEN too_early OR rare_event THEN NULL
             WHEN seasonal THEN rules.reach(amr_of_residuals) * rules.seasonal_widening(years)
             ELSE rules.reach(amr) END AS reach,
        t.high, t.tail, t.probability,
        rules.tolerance(value, expected, reach) AS tolerance
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
         WHEN l.value > l.expected + l.reach + l.tolerance THEN 'unusual_high'
         WHEN l.value < l.expected - l.reach - l.tolerance THEN 'unusual_low'
         ELSE 'usual' END AS verdict,
    l.expected,
    l.expected - l.reach AS lower_limit,
    l.expected + l.reach AS upper_limit,
    coalesce(l.seasonal AND NOT l.too_early, false) AS seasonal,
    l.month IS NOT NULL AND EXISTS (
        SELECT 1 FROM current_explanations AS e WHERE e.measure_id = l.measure_id AND e.month = l.month
    ) AS explained,
    coalesce(l.history_months BETWEEN 12 AND 23, false) AS trial,
    coalesce(l.rare_event AND NOT l.too_early, false) AS rare_event,
    CASE WHEN l.rare_event AND NOT l.too_early THEN least(l.probability, 1) END AS probability,
    coalesce(l.history_months, 0) AS history_months,
    CASE WHEN l.rare_event THEN l.months_since_last_event END AS months_since_last_event,
    coalesce(c.rule, 'none') AS rule
FROM measures_definitions AS d
LEFT JOIN limits AS l USING (measure_id)
LEFT JOIN chart AS c USING (measure_id)
WHERE $directorate IS NULL OR c.measure_id IS NOT NULL
ORDER BY d.measure_id
