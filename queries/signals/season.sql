-- Does the month of the year matter, and what is usual for each? One-way analysis of variance of the history by calendar
-- month: seasonal where the F-test gives p < 0.01 and every calendar month was seen at least twice. Whole counts with a mean
-- under 5 a month are rare events (signals/measures) and never seasonal.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, calendar_month (1 to 12), usual (mean of that month, in the measure's unit), years (how often it
--   was seen), f (ratio of variances), probability (of an F as large by chance; NULL = too little history), seasonal
-- uses: measures/definitions, signals/history
WITH by_calendar_month AS (
    SELECT
        measure_id, month(month) AS calendar_month, count(counted) AS years, avg(counted) AS usual,
        var_pop(counted) * years AS squares_within, max(abs(counted)) AS largest,
        bool_and(counted >= 0 AND counted = round(counted)) AS whole_numbers
    FROM signals_history
    WHERE in_baseline AND counted IS NOT NULL
    GROUP BY ALL
),
in_all AS (
    SELECT *, sum(years * usual) OVER whole / sum(years) OVER whole AS mean
    FROM by_calendar_month
    WINDOW whole AS (PARTITION BY measure_id)
),
tested AS (
    SELECT
        b.measure_id,
        rules.season_f(b.years, b.usual, b.mean, b.squares_within, b.largest) AS f,
        rules.f_tail(f, 11, sum(b.years) - 12) AS probability,
        rules.too_few(any_value(b.mean)) AND any_value(d.unit) = 'count' AND bool_and(b.whole_numbers) AS rare
    FROM in_all AS b
    JOIN measures_definitions AS d USING (measure_id)
    GROUP BY b.measure_id
    HAVING count(*) = 12 AND min(b.years) >= 2
)
SELECT
    b.measure_id, b.calendar_month, b.usual, b.years, t.f, t.probability,
    coalesce(rules.beyond_chance(t.probability) AND NOT t.rare, false) AS seasonal
FROM by_calendar_month AS b
LEFT JOIN tested AS t USING (measure_id)
