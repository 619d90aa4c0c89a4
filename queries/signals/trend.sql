-- Has a measure been rising or falling steadily over the last years, as far as it can be told from chance?
-- The window: the last 36 complete months of the newest segment (24 to 35 where there are no more and no season); where
-- they show nothing, the last 60. Of quarters: the last 24 (16 to 23), or the last 40. Of years there is none. Where the measure is seasonal, a month is compared with its like in the other years.
-- The slope is the least-squares one. It counts only if a signal that reaches into the last third supports it (7 months
-- on its side of the mean, or 6 rises or falls in a row), it is 3 standard errors or more, and one step at the best place
-- does not fit clearly better: n ln(line / step) > 2 ln n, sums of squares left over. A line that the newest month is judged
-- by (signals/steady: up to five years before it) counts as well where it goes the same way, over the longer window.
-- Months more than 5 robust standard deviations (1.4826 x the median distance) off their like are left out: their like
-- are the same calendar month where seasonal, else the 6 months on either side, after the median change over 12 months.
-- Simulated (60 months, chance of 5%): steady by mistake on pure noise 0.4%, on a step of 3 sigma 2 to 9%; a rise of 6%
-- a year is found in 96%, of 3% a year in 79% (with a season 84%).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council)
-- columns: measure_id, direction (rising|falling|none), percent_per_year (change a year in percent of the window's mean;
--   NULL where that is not above 0), change_per_year (in the measure's unit), years (length of the window, rounded),
--   supported_by (trend|shift|line|step|none: line = by signals/steady alone, step = it changed at once in step_month, not steadily), step_month, first_month,
--   last_month, months (that the line rests on), left_out (months too far off), first_fitted,
--   last_fitted (ends of the line, in the unit), seasonal, period (month|quarter)
-- uses: signals/series, signals/newest, signals/season, signals/steady, measures/definitions
WITH season AS (
    SELECT measure_id, bool_or(seasonal) AS seasonal FROM signals_season GROUP BY measure_id
),
segment AS (
    SELECT
        s.measure_id, s.month, s.months, s.counted AS value, coalesce(e.seasonal, false) AS seasonal,
        date_diff('month', s.month, n.month) AS back,
        avg(s.counted) OVER (PARTITION BY s.measure_id) AS mean_of_segment
    FROM signals_series AS s
    JOIN signals_newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month <= n.month
    LEFT JOIN season AS e ON e.measure_id = s.measure_id
    WHERE s.category = '' AND s.complete AND s.counted IS NOT NULL
),
recent AS (
    SELECT *, span - 1 - back AS t, count(*) OVER (PARTITION BY measure_id, span) AS n
    FROM segment
    JOIN (VALUES (1, 36), (1, 60), (3, 72), (3, 120)) AS spans (months, span) USING (months)
    WHERE back < span
),
enough AS (
    SELECT * FROM recent
    -- a few months may be missing, but three of each calendar month must be there where the season matters
    WHERE CASE WHEN months = 3 THEN CASE WHEN span = 120 THEN n >= 36 WHEN seasonal THEN n >= 22 ELSE n >= 16 END
               WHEN span = 60 THEN n >= 54 WHEN seasonal THEN n >= 33 ELSE n >= 24 END
),
-- one month far away from its like would hide a slow rise, or make one up
paces AS (
    SELECT *, (value - lag(value, (12 // months)::INTEGER) OVER in_time) / (t - lag(t, (12 // months)::INTEGER) OVER in_time) AS pace
    FROM enough
    WINDOW in_time AS (PARTITION BY measure_id, span ORDER BY t)
),
levels AS (
    SELECT *, value - t * median(pace) OVER (PARTITION BY measure_id, span) AS flat FROM paces
),
distances AS (
    SELECT
        *,
        flat - CASE WHEN seasonal THEN median(flat) OVER (PARTITION BY measure_id, span, month(month))
                    ELSE median(flat) OVER (PARTITION BY measure_id, span ORDER BY t ROWS BETWEEN 6 PRECEDING AND 6 FOLLOWING)
               END AS off
    FROM levels
),
kept AS (
    SELECT * FROM distances
    QUALIFY coalesce(abs(off) <= 5 * 1.4826 * median(nullif(abs(off), 0)) OVER (PARTITION BY measure_id, span), true)
),
-- what the calendar month leaves over, in value and in time; the whole where the measure is not seasonal
compared AS (
    SELECT
        *,
        value - avg(value) OVER same AS y,
        t - avg(t) OVER same AS x
    FROM kept
    WINDOW same AS (PARTITION BY measure_id, span, CASE WHEN seasonal THEN month(month) ELSE 0 END)
),
lines AS (
    SELECT
        measure_id, span,
        sum(x * y) / sum(x * x) AS slope,
        sum(y * y) AS squares,
        sum(x * x) AS squares_of_time,
        count(*) - 1 - CASE WHEN any_value(seasonal) THEN 12 / any_value(months) ELSE 1 END AS freedom,
        any_value(months) AS months_each,
        avg(value) AS mean,
        -- a run is one on one side of the chart's mean; without its season a month has only the window's to compare with
        CASE WHEN any_value(seasonal) THEN mean ELSE any_value(mean_of_segment) END AS centre,
        avg(t) AS middle,
        any_value(seasonal) AS seasonal,
        count(*)::INTEGER AS n,
        any_value(n)::INTEGER - count(*)::INTEGER AS left_out
    FROM compared
    GROUP BY measure_id, span
),
-- the months without their season, but with the slope of the years
adjusted AS (
    SELECT
        c.measure_id, c.span, c.months, c.month, c.t, l.n, l.mean, l.centre, l.slope,
        l.mean + c.y + CASE WHEN c.seasonal THEN l.slope * (c.t - c.x - l.middle) ELSE 0 END AS level,
        level - l.mean - l.slope * (c.t - l.middle) AS left_over,
        row_number() OVER in_time AS seen,
        row_number() OVER (PARTITION BY c.measure_id, c.span ORDER BY c.t DESC) AS from_end,
        sign(level - lag(level) OVER in_time) AS step,
        sum(level - l.mean) OVER in_time AS sum_so_far,
        -- squares that one step after this month would explain
        CASE WHEN seen BETWEEN 3 AND l.n - 3 THEN sum_so_far ** 2 * l.n / (seen * (l.n - seen)) END AS explained_by_step
    FROM compared AS c
    JOIN lines AS l USING (measure_id, span)
    WINDOW in_time AS (PARTITION BY c.measure_id, c.span ORDER BY c.t)
),
runs AS (
    SELECT
        *,
        count(*) OVER seven = 7 AND bool_and((level - centre) * slope > 0) OVER seven AS ends_shift,
        count(step) OVER six = 6 AND bool_and(step * slope > 0) OVER six AS ends_trend
    FROM adjusted
    WINDOW
        seven AS (PARTITION BY measure_id, span ORDER BY t ROWS 6 PRECEDING),
        six AS (PARTITION BY measure_id, span ORDER BY t ROWS 5 PRECEDING)
),
fits AS (
    SELECT
        measure_id, span,
        coalesce(bool_or(ends_shift) FILTER (from_end <= span / months / 3), false) AS shift,
        coalesce(bool_or(ends_trend) FILTER (from_end <= span / months / 3), false) AS trend,
        sum(left_over ** 2) AS squares_off_line,
        sum((level - mean) ** 2) - max(explained_by_step) AS squares_off_step,
        arg_max(month, explained_by_step) AS last_month_before_step,
        min(month) AS first_month,
        max(month) AS last_month,
        min(t) AS first_t,
        max(t) AS last_t
    FROM runs
    GROUP BY measure_id, span
),
judged AS (
    SELECT
        l.*, f.* EXCLUDE (measure_id, span),
        (l.slope * (f.last_t - f.first_t)) ** 2 > 1e-18 * l.mean ** 2
            AND rules.slope_beyond_chance(l.slope, l.squares_of_time, l.squares, l.freedom) AS beyond_chance,
        rules.step_fits_better(f.squares_off_line, f.squares_off_step, l.n, l.mean, 2.0) AS step_fits_better,
        CASE WHEN y.slope * l.slope > 0
                 THEN CASE WHEN f.trend THEN 'trend' WHEN f.shift THEN 'shift' ELSE 'line' END
             WHEN NOT coalesce(beyond_chance, false) OR NOT (f.shift OR f.trend) THEN 'none'
             WHEN step_fits_better THEN 'step'
             WHEN f.trend THEN 'trend'
             ELSE 'shift' END AS supported_by
    FROM lines AS l
    JOIN fits AS f USING (measure_id, span)
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN (SELECT DISTINCT measure_id, slope FROM signals_steady) AS y USING (measure_id)
    WHERE d.unit <> 'yesno' AND NOT (d.unit = 'count' AND rules.too_few(l.mean))  -- rare events have no slope to speak of
    -- three years where they say something; else five, in which a slow change shows, and which the newest month's line has
    QUALIFY row_number() OVER (
        PARTITION BY measure_id ORDER BY supported_by = 'none', CASE WHEN y.slope * l.slope > 0 THEN -span ELSE span END
    ) = 1
)
SELECT
    measure_id,
    CASE WHEN supported_by IN ('none', 'step') THEN 'none' WHEN slope > 0 THEN 'rising' ELSE 'falling' END AS direction,
    CASE WHEN mean > 0 THEN 1200 * slope / mean END AS percent_per_year,
    12 * slope AS change_per_year,
    round((last_t - first_t + months_each) / 12)::INTEGER AS years,
    supported_by,
    CASE WHEN supported_by = 'step' THEN (last_month_before_step + to_months(months_each::INTEGER))::DATE END AS step_month,
    first_month, last_month, n AS months, left_out,
    mean + slope * (first_t - middle) AS first_fitted,
    mean + slope * (last_t - middle) AS last_fitted,
    seasonal, rules.period_of(months_each) AS period
FROM judged
ORDER BY measure_id
