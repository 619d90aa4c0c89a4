-- Does the history of a measure rise or fall steadily, by more than chance? The straight line that its newest month is then
-- judged against, so that growth is not news each month (regression control chart: Mandel 1969).
-- Least squares over the last 60 months of the history (within the calendar months where seasonal), where 24 or more have a
-- figure and the officers have fixed no baseline. It counts where its slope is 3 standard errors or more and one step at
-- the best place does not fit clearly better: n ln(line / step) > 2.5 ln n, sums of squares left over.
-- What varies about a larger figure varies more: residuals are put on the scale of the mean by rules.spread_at of the fitted
-- figure, where all fitted figures are above 0 and weigh alike; else by their weight.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, calendar_month (1 to 12; 0 = all months, of a measure without a season), level (mean, in the unit),
--   middle (time at which the line has that level, in months since January 2000), months (how many), weights (of these
--   together), slope (change a month,
--   in the unit), squares_of_time, amr (average moving range of what the line leaves over, at the mean, to judge by), scale_by (the mean; NULL =
--   all figures vary alike), likeness (of what is left over of each month to that of the one before: autocorrelation), skewness,
--   deviation (standard deviation), figures (how many the line rests on), percent_per_year
--   (change a year in percent of the mean; NULL where that is not above 0), first_month (from which it was worked out)
-- uses: measures/definitions, signals/history, signals/season
WITH season AS (
    SELECT measure_id, bool_or(seasonal) AS seasonal FROM signals_season GROUP BY measure_id
),
timed AS (
    SELECT
        h.measure_id, h.month, h.adjusted AS value, rules.month_number(h.month) AS t, h.weight,
        CASE WHEN s.seasonal THEN month(h.month) ELSE 0 END AS calendar_month
    FROM signals_history AS h
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN season AS s USING (measure_id)
    WHERE h.adjusted IS NOT NULL AND d.baseline_points IS NULL AND d.unit <> 'yesno'
      AND h.month >= h.newest_month - to_months(60 * CASE h.months WHEN 3 THEN 2 ELSE 1 END)
),
compared AS (
    SELECT
        *,
        sum(weight) OVER same AS weights,
        sum(weight * value) OVER same / weights AS level, sum(weight * t) OVER same / weights AS middle, count(*) OVER same AS months,
        value - level AS y, t - middle AS x
    FROM timed
    WINDOW same AS (PARTITION BY measure_id, calendar_month)
),
lines AS (
    SELECT
        measure_id,
        sum(weight * x * y) / sum(weight * x * x) AS slope,
        sum(weight * x * x) AS squares_of_time,
        sum(weight * y * y) AS squares,
        max(weight) > 1 AS by_weight,
        count(*) AS n,
        count(*) - 1 - count(DISTINCT calendar_month) AS freedom,
        sum(weight) AS all_weights,
        sum(weight * value) / all_weights AS mean,
        sum(weight * t) / all_weights AS centre
    FROM compared
    GROUP BY measure_id
    HAVING count(*) >= 24 AND min(months) >= 2
),
-- the months without their season, but with the slope of the years
adjusted AS (
    SELECT
        c.*, l.* EXCLUDE (measure_id),
        c.y - l.slope * c.x AS left_over,
        c.value - left_over AS fitted,
        c.y + l.slope * (c.t - c.x - l.centre) AS off_mean,
        row_number() OVER in_time AS seen,
        sum(weight * off_mean) OVER in_time AS sum_so_far,
        sum(weight) OVER in_time AS weight_so_far,
        CASE WHEN l.by_weight THEN left_over * sqrt(c.weight)
             WHEN min(fitted) OVER (in_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) > 0 THEN left_over / rules.spread_at(fitted, l.mean)
             ELSE left_over END AS alike,
        -- squares that one step after this month would explain
        CASE WHEN seen BETWEEN 3 AND l.n - 3 THEN sum_so_far ** 2 * l.all_weights / (weight_so_far * (l.all_weights - weight_so_far)) END AS explained_by_step
    FROM compared AS c
    JOIN lines AS l USING (measure_id)
    WINDOW in_time AS (PARTITION BY c.measure_id ORDER BY c.t)
),
fits AS (
    SELECT
        a.measure_id,
        CASE WHEN min(a.fitted) > 0 AND NOT any_value(a.by_weight) THEN any_value(a.mean) END AS scale_by,
        list(a.alike ORDER BY a.t) AS in_order,
        rules.amr_to_judge_by(rules.moving_ranges(in_order), any_value(d.screen_outliers))
            * sqrt(any_value(a.n) / (any_value(a.n) - 2)) AS amr,
        rules.autocorrelation(in_order) AS likeness,
        rules.skewness(in_order) AS skewness,
        list_aggregate(in_order, 'stddev_pop') AS deviation,
        sum(a.weight * a.left_over ** 2) AS squares_off_line,
        sum(a.weight * a.off_mean ** 2) - max(a.explained_by_step) AS squares_off_step,
        min(a.month) AS first_month
    FROM adjusted AS a
    JOIN measures_definitions AS d USING (measure_id)
    GROUP BY a.measure_id
),
steady AS (
    SELECT *
    FROM lines
    JOIN fits USING (measure_id)
    WHERE (12 * slope) ** 2 > 1e-18 * mean ** 2
      AND rules.slope_beyond_chance(slope, squares_of_time, squares, freedom)
      AND NOT rules.step_fits_better(squares_off_line, squares_off_step, n, mean, 2.5)
)
SELECT DISTINCT
    s.measure_id, c.calendar_month, c.level, c.middle, c.months, c.weights, s.slope, s.squares_of_time, s.amr, s.scale_by,
    s.likeness, s.skewness, s.deviation, s.n AS figures,
    CASE WHEN s.mean > 0 THEN 1200 * s.slope / s.mean END AS percent_per_year,
    s.first_month
FROM steady AS s
JOIN compared AS c USING (measure_id)
ORDER BY s.measure_id, c.calendar_month
