-- Recalculations that an officer declared for a month in which the measure has no figure: those begin in the first month
-- with a figure after it, or change nothing where there is none, or where it lies before all figures or names a day.
-- parameters: $measure_id (NULL = all)
-- columns: measure_id, name, month (as declared), begins (the first month with a figure after it; NULL = changes nothing)
-- uses: measures/definitions, measures/values
WITH declared AS (
    SELECT measure_id, name, unnest(recalculate_from) AS month FROM measures_definitions
),
figures AS (
    SELECT measure_id, month, min(month) OVER (PARTITION BY measure_id) AS first
    FROM measures_values
    WHERE category = '' AND value IS NOT NULL
)
SELECT
    d.measure_id, any_value(d.name) AS name, d.month,
    min(f.month) FILTER (f.month > d.month AND f.first < d.month AND day(d.month) = 1) AS begins
FROM declared AS d
LEFT JOIN figures AS f USING (measure_id)
GROUP BY d.measure_id, d.month
HAVING NOT coalesce(bool_or(f.month = d.month), false)
ORDER BY d.measure_id, d.month
