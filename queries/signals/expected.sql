-- What is expected of each month of the newest segment, and within which limits: what the newest month is judged against and
-- what its chart draws. From the months before the newest complete one: a straight line where they rise or fall steadily
-- (signals/steady), by the month of the year where that matters (signals/season), else their mean.
-- Limits: 2.66 x AMR, widened where what is expected rests on few figures (rules.seasonal_widening, rules.line_widening), with
-- fewer than 23 degrees of freedom left (figures less the levels and the slope: rules.short_widening), where months resemble the one before (rules.likeness_widening), and on the
-- side to which they are skewed (rules.skew_widening, in part). A percentage is pressed against 0 or 100 where its limit lies
-- beyond, or half of its history or more stands there: then away from it skewness counts in full and the standard deviation
-- stands in for a smaller AMR; with half of it there, and two or more that are not, only what lies more than twice as far off
-- as any before is outside.
-- Working days: all of this is of a month of 21 of them, and is drawn by how many the month has (as a u-chart's area of
-- opportunity). Percentages that rest on very different numbers n: all sums weigh by n, and limits widen as 1 / root n, which
-- are Laney's P' limits (Laney 2002: 3 sigma of the share x the moving range of its z-scores, from which p (1 - p) cancels).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, month, expected, lower_limit, upper_limit (in the measure's unit), expected_from (mean|season|trend|
--   trend_season, or working_days|denominator where it rests on them besides), pattern (mean|season|trend|trend_season), slope
--   (change a month, in the unit; NULL = no line), percent_per_year (the same in percent of the mean, a
--   year; NULL where that is not above 0), trend_since (first month that the line rests on; those before have no row)
-- uses: measures/definitions, signals/series, signals/newest, signals/history, signals/season, signals/limits, signals/steady
WITH history AS (
    SELECT
        measure_id,
        count(counted) FILTER (in_baseline) AS months,
        min(counted) FILTER (in_baseline) AS least, max(counted) FILTER (in_baseline) AS most,
        count(*) FILTER (in_baseline AND counted > 0) BETWEEN 2 AND 0.5 * count(counted) FILTER (in_baseline) AS mostly_0,
        count(*) FILTER (in_baseline AND counted < 100) BETWEEN 2 AND 0.5 * count(counted) FILTER (in_baseline) AS mostly_100
    FROM signals_history
    GROUP BY measure_id
),
placed AS (
    SELECT
        s.measure_id, s.month, s.length, s.weight, s.adjusted_for,
        h.least, h.most,
        d.unit = 'percent' AND h.least >= 0 AND h.most <= 100 AS bounded,
        bounded AND h.mostly_0 AS mostly_0, bounded AND h.mostly_100 AS mostly_100,
        l.mean, l.weights AS all_weights,
        m.usual, m.years, m.weights AS weights_of_month,
        y.level, y.months, y.weights AS weights_of_line, y.slope, y.squares_of_time, y.scale_by, y.percent_per_year, y.first_month,
        rules.month_number(s.month) - y.middle AS away,
        coalesce(m.seasonal, false) AS seasonal,
        y.slope IS NOT NULL AS steady,
        CASE WHEN steady THEN CASE WHEN seasonal THEN 'trend_season' ELSE 'trend' END
             WHEN seasonal THEN 'season' ELSE 'mean' END AS pattern,
        CASE WHEN steady THEN y.amr WHEN seasonal THEN r.amr_to_judge_by ELSE l.amr_to_judge_by END AS amr,
        CASE WHEN steady THEN y.likeness WHEN seasonal THEN r.likeness ELSE l.likeness END AS likeness,
        CASE WHEN steady THEN y.skewness WHEN seasonal THEN r.skewness ELSE l.skewness END AS skewness,
        CASE WHEN steady THEN y.deviation WHEN seasonal THEN r.deviation ELSE l.deviation END AS deviation,
        CASE WHEN steady THEN y.figures WHEN seasonal THEN r.figures ELSE l.figures END AS figures,
        -- degrees of freedom left over by the levels and the slope
        CASE WHEN steady THEN y.figures - 1 - CASE WHEN seasonal THEN 12 // s.months ELSE 1 END
             WHEN seasonal THEN r.figures - 12 // s.months
             ELSE h.months - 1 END AS freedom
    FROM signals_series AS s
    JOIN signals_newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment
    JOIN history AS h ON h.measure_id = s.measure_id
    JOIN measures_definitions AS d ON d.measure_id = s.measure_id
    LEFT JOIN signals_limits AS l ON l.scope = 'newest' AND l.measure_id = s.measure_id
    LEFT JOIN signals_limits AS r ON r.scope = 'season' AND r.measure_id = s.measure_id
    LEFT JOIN signals_season AS m ON m.measure_id = s.measure_id AND m.calendar_month = month(s.month)
    LEFT JOIN signals_steady AS y
        ON y.measure_id = s.measure_id AND y.calendar_month = CASE WHEN m.seasonal THEN month(s.month) ELSE 0 END
    WHERE s.category = ''
),
-- in a month of 21 working days, where these matter; step by step, for DuckDB copies an expression to each place that names it
levels AS (
    SELECT
        *,
        CASE WHEN steady THEN level + slope * away WHEN seasonal THEN usual ELSE mean END AS level_of_month,
        rules.reach(amr) * rules.likeness_widening(likeness, figures) * rules.short_widening(freedom) AS reach_of_level
    FROM placed
    WHERE (first_month IS NULL OR month >= first_month) AND level_of_month IS NOT NULL
),
reaches AS (
    SELECT
        *,
        reach_of_level
            * CASE WHEN steady THEN rules.line_widening(months, away, squares_of_time, seasonal, weight, weights_of_line)
                       * CASE WHEN scale_by IS NULL THEN 1 ELSE rules.spread_at(level_of_month, scale_by) END
                   WHEN seasonal THEN rules.seasonal_widening(years, weight, weights_of_month)
                   WHEN adjusted_for = 'denominator' THEN sqrt(1 / weight + 1 / all_weights)
                   ELSE 1 END AS reach,
        -- three sigma are 2.66 moving ranges, so one sigma is their average over 1.128
        CASE WHEN deviation * 1.128 > amr AND amr > 0 THEN deviation * 1.128 / amr ELSE 1 END AS by_deviation
    FROM levels
),
pressed AS (
    SELECT
        *,
        coalesce(bounded AND (level_of_month - reach < 0 OR mostly_0), false) AS at_0,
        coalesce(bounded AND (level_of_month + reach > 100 OR mostly_100), false) AS at_100
    FROM reaches
),
lines AS (
    SELECT
        *,
        level_of_month - reach * rules.skew_widening(-skewness, figures, CASE WHEN at_100 THEN 1 ELSE 0.4 END)
            * CASE WHEN at_100 THEN by_deviation ELSE 1 END AS lower,
        level_of_month + reach * rules.skew_widening(skewness, figures, CASE WHEN at_0 THEN 1 ELSE 0.4 END)
            * CASE WHEN at_0 THEN by_deviation ELSE 1 END AS upper
    FROM pressed
)
SELECT
    measure_id, month,
    level_of_month * length AS expected,
    CASE WHEN mostly_100 THEN least(lower, 100 - 2 * (100 - least))
         WHEN mostly_0 THEN least(lower, 0)
         ELSE lower * length END AS lower_limit,
    CASE WHEN mostly_0 THEN greatest(upper, 2 * most)
         WHEN mostly_100 THEN greatest(upper, 100)
         ELSE upper * length END AS upper_limit,
    coalesce(nullif(adjusted_for, ''), pattern) AS expected_from,
    pattern,
    slope,
    CASE WHEN steady THEN percent_per_year END AS percent_per_year,
    CASE WHEN steady THEN first_month END AS trend_since
FROM lines
ORDER BY measure_id, month
