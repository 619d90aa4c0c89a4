-- Does the month of the year matter, and what is usual for each? One-way analysis of variance of the history by calendar
-- month (of quarters, by the 4 of a year): seasonal where the F-test gives p < 0.01 and each was seen at least twice. Whole counts with a mean
-- under 5 a period are rare events (signals/measures) and never seasonal. Where 36 months or more (16 quarters) rise or fall by 3
-- standard errors or more, the test is of what a straight line leaves over: growth would hide a season.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, calendar_month (1 to 12; of quarters that of the first), usual (mean of that month, in the measure's unit; of
--   signals/history adjusted), years (how often it was seen), weights (of its figures together), f (ratio of variances), probability (of an F as large by chance; NULL = too little history), seasonal
-- uses: measures/definitions, signals/history
WITH lines AS (
    SELECT
        measure_id,
        any_value(middle) AS middle,
        sum(weight * x * y) / sum(weight * x * x) AS slope,
        rules.slope_beyond_chance(slope, sum(weight * x * x), sum(weight * y * y), count(*) - 2) AS rises_or_falls
    FROM (
        SELECT
            measure_id, months, weight,
            rules.month_number(month) AS t,
            sum(weight * t) OVER whole / sum(weight) OVER whole AS middle,
            t - middle AS x,
            adjusted - sum(weight * adjusted) OVER whole / sum(weight) OVER whole AS y
        FROM signals_history
        WHERE in_baseline AND adjusted IS NOT NULL
        WINDOW whole AS (PARTITION BY measure_id)
    )
    GROUP BY measure_id
    -- of two years, a step between them would look like growth and a season
    HAVING count(*) >= CASE any_value(months) WHEN 1 THEN 36 ELSE 16 END
),
off_lines AS (
    SELECT
        h.*,
        h.adjusted - coalesce(l.slope * (rules.month_number(h.month) - l.middle), 0) AS off_line,
        sum(h.weight * off_line) OVER same / sum(h.weight) OVER same AS level
    FROM signals_history AS h
    LEFT JOIN lines AS l ON l.measure_id = h.measure_id AND l.rises_or_falls
    WHERE h.in_baseline AND h.adjusted IS NOT NULL
    WINDOW same AS (PARTITION BY h.measure_id, month(h.month))
),
by_calendar_month AS (
    SELECT
        h.measure_id, month(h.month) AS calendar_month, count(*) AS years, sum(h.weight) AS weights,
        sum(h.weight * h.adjusted) / weights AS usual,
        any_value(h.level) AS level,
        sum(h.weight * (h.off_line - h.level) ** 2) AS squares_within,
        max(abs(h.adjusted) * sqrt(h.weight)) AS largest,
        avg(h.counted) AS counted,
        any_value(h.months) AS months,
        bool_and(h.counted >= 0 AND h.counted = round(h.counted)) AS whole_numbers
    FROM off_lines AS h
    GROUP BY h.measure_id, month(h.month)
),
in_all AS (
    SELECT
        *,
        sum(years * counted) OVER whole / sum(years) OVER whole AS mean,
        sum(weights * level) OVER whole / sum(weights) OVER whole AS mean_level
    FROM by_calendar_month
    WINDOW whole AS (PARTITION BY measure_id)
),
ratios AS (
    SELECT
        b.measure_id,
        rules.season_f(b.years, b.level, b.mean_level, b.squares_within, b.largest, b.weights) AS f,
        count(*) - 1 AS between_months,
        sum(b.years) - count(*) AS within_months,
        rules.too_few(any_value(b.mean)) AND any_value(d.unit) = 'count' AND bool_and(b.whole_numbers) AS rare
    FROM in_all AS b
    JOIN measures_definitions AS d USING (measure_id)
    GROUP BY b.measure_id
    HAVING count(*) = 12 / any_value(b.months) AND count(*) > 1 AND min(b.years) >= 2
),
-- apart: DuckDB copies an expression to each place that names it
tested AS (
    SELECT *, rules.f_tail(f, between_months, within_months) AS probability FROM ratios
)
SELECT
    b.measure_id, b.calendar_month, b.usual, b.years, b.weights, t.f, t.probability,
    coalesce(rules.beyond_chance(t.probability) AND NOT t.rare, false) AS seasonal
FROM by_calendar_month AS b
LEFT JOIN tested AS t USING (measure_id)
