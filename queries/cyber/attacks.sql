-- How many attacks were attempted in each month, and how many got through? A true 0 is 0; where a figure is missing there is none.
-- Where several measures count attempts, their sum, of months in which each has a figure.
-- parameters: $financial_year_starts, $nation, $digital_channels, $assisted_channels, $assisted_digital (left out, those of council.toml)
-- columns: month (the first of the period), attempted, succeeded (count; NULL = no figure), complete (all of both is final)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- uses: cyber/measures, measures/values
WITH counted AS (
    SELECT
        v.month, c.subject, sum(v.value) AS value, count(v.value) AS measures, bool_and(v.complete) AS complete,
        (SELECT count(*) FROM cyber_measures AS m WHERE m.subject = c.subject AND m.month IS NOT NULL) AS wanted
    FROM measures_values AS v
    JOIN cyber_measures AS c USING (measure_id)
    WHERE c.subject IN ('attempted', 'succeeded') AND v.category = ''
    GROUP BY v.month, c.subject
)
SELECT
    month,
    any_value(value) FILTER (subject = 'attempted' AND measures = wanted) AS attempted,
    any_value(value) FILTER (subject = 'succeeded' AND measures = wanted) AS succeeded,
    bool_and(complete) AS complete
FROM counted
GROUP BY month
HAVING attempted IS NOT NULL OR succeeded IS NOT NULL
ORDER BY month
