-- Measures whose period would change although they have figures that are none of the new period.
-- Months become a quarter or a year where each begins or ends one, and no two the same; quarters and years become nothing else.
-- reads: definitions (source_row, measure_id, period), store_values (measure_id, month: the first of its period), lengths
--   (measure_id, months: of its periods now, where that is not 1), year (starts: month in which financial years start)
-- columns: source_row, measure_id, before, after (month|quarter|year), month (of the first figure that fits none)
WITH changed AS (
    SELECT
        d.source_row, d.measure_id, rules.months_of(d.period) AS months, coalesce(l.months, 1) AS months_before
    FROM definitions AS d
    LEFT JOIN lengths AS l USING (measure_id)
    WHERE rules.months_of(d.period) <> coalesce(l.months, 1)
),
placed AS (
    SELECT
        c.*, v.month,
        rules.period_start(v.month, c.months, y.starts) AS start,
        date_diff('month', start, v.month) AS place,
        count(*) OVER (PARTITION BY c.measure_id, start) AS together
    FROM changed AS c
    JOIN (SELECT DISTINCT measure_id, month FROM store_values) AS v USING (measure_id)
    CROSS JOIN year AS y
)
SELECT
    source_row, measure_id, rules.period_of(any_value(months_before)) AS before, rules.period_of(any_value(months)) AS after,
    min(month) AS month
FROM placed
WHERE months_before > 1 OR place NOT IN (0, months - 1) OR together > 1
GROUP BY source_row, measure_id
ORDER BY source_row
