-- Does the month of the year matter, and what is usual for each? One-way analysis of variance of the history by calendar
-- month: seasonal where the F-test gives p < 0.01 and every calendar month was seen at least twice. Whole counts with a mean
-- under 5 a month are rare events (signals/measures) and never seasonal.
-- The tail of the F distribution is Simpson's rule over its density in ln F, whose width hardly depends on the years.
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
grand AS (
    SELECT
        measure_id,
        sum(b.years * b.usual) / sum(b.years) AS mean,
        mean < 5 AND any_value(d.unit) = 'count' AND bool_and(b.whole_numbers) AS rare
    FROM by_calendar_month AS b
    JOIN measures_definitions AS d USING (measure_id)
    GROUP BY measure_id
    HAVING count(*) = 12 AND min(b.years) >= 2
),
variances AS (
    SELECT
        b.measure_id,
        any_value(g.rare) AS rare,
        (sum(b.years) - 12)::DOUBLE AS d2,
        sum(b.years * (b.usual - g.mean) ** 2) / 11 AS between_months,
        sum(b.squares_within) / d2 AS within_months,
        -- below this a variance is only what binary fractions leave behind
        (1e-9 * max(b.largest)) ** 2 AS nothing
    FROM by_calendar_month AS b
    JOIN grand AS g USING (measure_id)
    GROUP BY b.measure_id
),
ratios AS (
    SELECT
        measure_id, rare, d2,
        CASE WHEN between_months <= nothing THEN 0.0
             WHEN within_months <= nothing THEN 'infinity'::DOUBLE
             ELSE between_months / within_months END AS f,
        CASE WHEN f BETWEEN 1e-4 AND 1e100 THEN ln(f) END AS lowest,
        (greatest(lowest, 0) + 5 - lowest) / 300 AS step,
        lgamma((11 + d2) / 2) - lgamma(5.5) - lgamma(d2 / 2) + 5.5 * ln(11 / d2) AS log_scale
    FROM variances
),
tested AS (
    SELECT
        measure_id, rare, f,
        CASE WHEN f < 1e-4 THEN 1.0 WHEN f > 1e100 THEN 0.0 ELSE
            step / 3 * list_sum(list_transform(range(0, 301), lambda i:
                CASE WHEN i IN (0, 300) THEN 1 WHEN i % 2 = 1 THEN 4 ELSE 2 END
                * exp(log_scale + 5.5 * (lowest + i * step)
                      - (11 + d2) / 2 * ln(1 + 11 / d2 * exp(lowest + i * step)))))
        END AS probability
    FROM ratios
)
SELECT
    b.measure_id, b.calendar_month, b.usual, b.years, t.f, t.probability,
    coalesce(t.probability < 0.01 AND NOT t.rare, false) AS seasonal
FROM by_calendar_month AS b
LEFT JOIN tested AS t USING (measure_id)
