-- How many answered the survey behind a figure, and of how many who were asked? Only figures that were submitted with it.
-- parameters: $measure_id (NULL = all), $financial_year_starts (as in measures/submitted)
-- columns: measure_id, month (the first of its period), months (length of the period), complete (as in measures/submitted), answers (count;
--   NULL = not stated), invited (people asked; NULL = not stated), response_rate (percent of those asked: answers ÷ invited, else as
--   submitted; NULL = not known), few (too few answers to rest on: see rules.few_answers), low (so few of those asked answered that the
--   others may think otherwise: see rules.low_response)
-- uses: measures/submitted
SELECT
    *,
    coalesce(rules.few_answers(answers, asked := invited), false) AS few,
    coalesce(rules.low_response(response_rate), false) AS low
FROM (
    SELECT
        measure_id, month, months, complete, answers, invited,
        coalesce(100 * answers / nullif(invited, 0), response_rate) AS response_rate
    FROM measures_submitted
)
WHERE answers IS NOT NULL OR response_rate IS NOT NULL
ORDER BY measure_id, month DESC
