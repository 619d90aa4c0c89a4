-- What is to be expected of each measure in the 12 months after its newest complete one, and how sure is that?
-- Of the last 60 months of the newest segment (36 or more with a figure, each calendar month twice or more; months declared
-- exceptional are left out), in logarithms where all figures are above 0:
--   level + calendar month + trend, by least squares (calendar months as 11 differences, one slope).
-- Season and trend count as far as they are beyond chance: calendar months by 1 - 1/F (F: ratio of variances, as in
-- signals/season; James and Stein 1961), the slope by 1 - 9/t2 (t: slope in standard errors; none below 3). The trend is damped:
-- each month ahead adds 0.95 of the change that the one before added (Gardner and McKenzie 1985). The level is halfway between the mean
-- of all months and the median of the last 6.
-- Back-test: the same from each of the last 24 origins (the months before the newest one, with 24 months of figures or
-- more before them), against the figures since, up to 12 months ahead; beside it the same month of the year before as a forecast.
-- The band of 80% rests on these errors: their root mean square, times sqrt((24 + steps ahead) / (24 + steps on average)),
-- times the normal quantile 1.2816, widened by 2.54 / origins as Student's t with a third of the origins as degrees
-- of freedom, because errors of neighbouring origins resemble each other.
-- No rows: fewer months; measures of quarters and years, retired ones, yes or no; whole counts with a mean under 5 (rare events).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council; only computed measures), $by (leave out)
-- columns: measure_id, period (first day of the month ahead), expected (the middle of what is expected, in the measure's
--   unit), low, high (in the unit: 8 months of 10 lie between), capacity (incidents that the desk can handle in the month, as in
--   demand/capacity_ahead; only of incidents of the whole council, else NULL), capacity_of (first day of the month whose capacity
--   that is; NULL = an average), chance_above_capacity (0 to 1; NULL without
--   a capacity), error (of the back-test: mean distance from the figure, in the unit), error_percent (the same in percent of
--   the figures; NULL where they are not above 0 on average), naive_error, naive_error_percent (the same of the naive forecast: the same
--   month of the year before), origins, compared (months that both forecasts were compared with), months (with a figure that the forecast rests on), logged
--   (worked out in logarithms), middle, spread (of the normal distribution that is expected; of the logarithm where logged),
--   percent_per_year (change a year that the trend counts for at its start, in percent; 0 = no trend, NULL where not logged),
--   season_share (0 to 1: how far calendar months count)
-- uses: measures/definitions, signals/series, demand/capacity_ahead
WITH newest AS (
    SELECT s.measure_id, max(s.month) AS newest_month, arg_max(s.segment, s.month) AS segment
    FROM signals_series AS s
    JOIN measures_definitions AS d USING (measure_id)
    WHERE s.category = '' AND s.complete AND s.value IS NOT NULL AND s.months = 1 AND d.unit <> 'yesno' AND d.retired_on IS NULL
    GROUP BY s.measure_id
),
-- t: months since the newest one, 0 or less
figures AS (
    SELECT
        s.measure_id, s.month, month(s.month) AS calendar_month, s.counted AS value,
        date_diff('month', n.newest_month, s.month) AS t,
        min(s.counted) OVER whole > 0 AS logged,
        avg(s.counted) OVER whole AS mean,
        bool_and(s.counted >= 0 AND s.counted = round(s.counted)) OVER whole AS whole_numbers
    FROM signals_series AS s
    JOIN newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month <= n.newest_month
    WHERE s.category = '' AND s.complete AND s.counted IS NOT NULL AND s.month > n.newest_month - INTERVAL 84 MONTH
    WINDOW whole AS (PARTITION BY s.measure_id)
),
scaled AS MATERIALIZED (
    SELECT f.*, CASE WHEN f.logged THEN ln(f.value) ELSE f.value - f.mean END AS y
    FROM figures AS f
    JOIN measures_definitions AS d USING (measure_id)
    WHERE NOT (d.unit = 'count' AND f.whole_numbers AND rules.too_few(f.mean))
),
-- back: how many months before the newest one the forecast was made (0: now); x: months since then, 0 or less
seen AS MATERIALIZED (
    SELECT s.measure_id, o.back, s.calendar_month, s.t + o.back AS x, s.y
    FROM scaled AS s
    JOIN range(0, 25) AS o (back) ON s.t BETWEEN -o.back - 59 AND -o.back
),
by_calendar_month AS (
    SELECT
        measure_id, back, calendar_month,
        count(*) AS n, avg(y) AS level, avg(x) AS middle,
        regr_sxx(y, x) AS sxx, regr_sxy(y, x) AS sxy, regr_syy(y, x) AS syy
    FROM seen
    GROUP BY ALL
),
-- squares within calendar months, and about one straight line through all
squares AS (
    SELECT
        measure_id, back, sum(n)::BIGINT AS n, sum(sxy) / sum(sxx) AS slope, sum(sxy) ** 2 / sum(sxx) AS by_slope,
        (sum(syy) - by_slope) / (sum(n) - 13) AS variance,
        sum(sxx) + sum(n * middle ** 2) - sum(n * middle) ** 2 / sum(n) AS all_xx,
        sum(sxy) + sum(n * middle * level) - sum(n * middle) * sum(n * level) / sum(n) AS all_xy,
        sum(syy) + sum(n * level ** 2) - sum(n * level) ** 2 / sum(n) AS all_yy,
        all_yy - all_xy ** 2 / all_xx - (sum(syy) - by_slope) AS by_season
    FROM by_calendar_month
    GROUP BY measure_id, back
    HAVING count(*) = 12 AND min(n) >= 2 AND sum(n) >= CASE WHEN back = 0 THEN 36 ELSE 24 END
),
-- what binary fractions leave behind of a figure that never moves is nothing
shares AS (
    SELECT
        *,
        CASE WHEN by_season > 1e-18 * n THEN greatest(0, 1 - 11 * greatest(variance, 0) / by_season) ELSE 0 END AS season_share,
        CASE WHEN by_slope > 1e-18 * n THEN slope * greatest(0, 1 - 9 * greatest(variance, 0) / by_slope) ELSE 0 END AS trend
    FROM squares
),
seasons AS (
    SELECT
        b.*, s.n AS months, s.trend, s.season_share,
        b.level - s.slope * b.middle AS own,
        s.season_share * (own - avg(own) OVER (PARTITION BY b.measure_id, b.back)) AS season
    FROM by_calendar_month AS b
    JOIN shares AS s USING (measure_id, back)
),
-- the middle one of the last 6, so that one month far off does not raise what is expected of all to come
levels AS (
    SELECT
        b.measure_id, b.back,
        avg(b.y - s.season - s.trend * b.x) AS of_all,
        median(b.y - s.season - s.trend * b.x) FILTER (b.x > -6) AS of_late,
        0.5 * of_all + 0.5 * coalesce(of_late, of_all) AS level
    FROM seen AS b
    JOIN seasons AS s USING (measure_id, back, calendar_month)
    GROUP BY ALL
),
-- steps: months ahead; the sum of 0.95 + 0.95^2 + … up to as many
ahead AS (
    SELECT
        s.measure_id, s.back, s.months, s.season_share, s.trend,
        (s.calendar_month - month(n.newest_month) + s.back + 11 + 36) % 12 + 1 AS steps,
        l.level + s.season + s.trend * 0.95 * (1 - 0.95 ** steps) / (1 - 0.95) AS y
    FROM seasons AS s
    JOIN levels AS l USING (measure_id, back)
    JOIN newest AS n USING (measure_id)
),
tried AS (
    SELECT
        a.measure_id, a.back, a.steps, f.value,
        f.y - a.y AS off,
        abs(f.value - CASE WHEN f.logged THEN exp(a.y) ELSE f.mean + a.y END) AS distance,
        abs(f.value - before.value) AS naive_distance
    FROM ahead AS a
    JOIN scaled AS f ON f.measure_id = a.measure_id AND f.t = a.steps - a.back
    LEFT JOIN scaled AS before ON before.measure_id = a.measure_id AND before.t = f.t - 12
    WHERE a.back > 0
),
back_test AS (
    SELECT
        measure_id,
        count(DISTINCT back) AS origins,
        sqrt(avg(off ** 2)) AS root_mean_square,
        avg(steps) AS steps_on_average,
        count(naive_distance) AS compared,
        avg(distance) FILTER (naive_distance IS NOT NULL) AS error,
        avg(naive_distance) AS naive_error,
        nullif(greatest(avg(value) FILTER (naive_distance IS NOT NULL), 0), 0) AS typical
    FROM tried
    GROUP BY measure_id
    HAVING count(DISTINCT back) >= 6
),
distributions AS (
    SELECT
        a.measure_id, a.steps, a.months, a.season_share, a.trend, f.logged, f.mean, f.lowest, f.highest, d.unit, t.*
        EXCLUDE (measure_id),
        (n.newest_month + to_months(a.steps::INTEGER))::DATE AS period,
        a.y AS middle,
        t.root_mean_square * sqrt((24 + a.steps) / (24 + t.steps_on_average)) * (1 + 2.54 / 1.2816 / t.origins) AS spread
    FROM ahead AS a
    JOIN newest AS n USING (measure_id)
    JOIN back_test AS t USING (measure_id)
    JOIN measures_definitions AS d USING (measure_id)
    JOIN (
        SELECT measure_id, any_value(logged) AS logged, any_value(mean) AS mean, min(value) AS lowest, max(value) AS highest
        FROM scaled GROUP BY measure_id
    ) AS f USING (measure_id)
    WHERE a.back = 0
),
-- a measure that was never below 0, or a share that was never above 100%, is not expected there
inside AS (
    SELECT
        *,
        CASE WHEN lowest >= 0 THEN 0 ELSE '-infinity'::DOUBLE END AS floor,
        CASE WHEN unit = 'percent' AND highest <= 100 THEN 100 ELSE 'infinity'::DOUBLE END AS ceiling,
        list_transform(
            [middle, middle - 1.2816 * spread, middle + 1.2816 * spread],
            lambda y: least(ceiling, greatest(floor, CASE WHEN logged THEN exp(y) ELSE mean + y END))
        ) AS ends
    FROM distributions
)
SELECT
    i.measure_id, i.period, i.ends[1] AS expected, i.ends[2] AS low, i.ends[3] AS high,
    c.capacity, c.capacity_of,
    CASE WHEN c.capacity <= 0 AND i.logged THEN 1.0
         ELSE rules.normal_tail(
             (CASE WHEN i.logged THEN ln(c.capacity) ELSE c.capacity - i.mean END - i.middle) / greatest(i.spread, 1e-12))
    END AS chance_above_capacity,
    i.error, 100 * i.error / i.typical AS error_percent,
    i.naive_error, 100 * i.naive_error / i.typical AS naive_error_percent,
    i.origins, i.compared, i.months, i.logged,
    CASE WHEN i.logged THEN i.middle ELSE i.mean + i.middle END AS middle, i.spread,
    CASE WHEN i.logged THEN 100 * (exp(12 * i.trend) - 1) END AS percent_per_year,
    i.season_share
FROM inside AS i
LEFT JOIN demand_capacity_ahead AS c
    ON i.measure_id = 'incidents' AND $directorate IS NULL AND c.calendar_month = month(i.period)
ORDER BY i.measure_id, i.period
