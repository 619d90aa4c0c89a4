-- How satisfied are people in each channel? Answers of the last twelve months, with the interval within which the share
-- lies 19 times in 20 (Wilson score interval): the fewer answered, the wider it is.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: channel ('' = every channel together), first_month, last_month (the first and the last month of the periods with
--   answers), sat_1, sat_2, sat_3, sat_4, sat_5 (answers, from very dissatisfied to very satisfied), answers (count),
--   satisfied (percent of answers: 4 and 5), lower, upper (percent, the interval), score (0 to 100: mean of 1 to 5, less 1, ÷
--   4 × 100), completed (transactions in the periods with answers), response_rate (answers as percent of completed; NULL =
--   more answers than transactions), enough (answers to rest on: see rules.few_answers), low_response (so few answered that the
--   others may think otherwise: see rules.low_response), lowest (its whole interval lies below that of the channel
--   with the highest share)
-- uses: channels/volumes
WITH answered AS (
    SELECT
        channel, month, (month + to_months(months - 1))::DATE AS month_to, completed,
        coalesce(sat_1, 0) AS s1, coalesce(sat_2, 0) AS s2, coalesce(sat_3, 0) AS s3, coalesce(sat_4, 0) AS s4,
        coalesce(sat_5, 0) AS s5
    FROM channels_volumes
    WHERE complete AND s1 + s2 + s3 + s4 + s5 > 0
    QUALIFY month > max(month) OVER () - INTERVAL 1 YEAR
),
summed AS (
    SELECT
        coalesce(channel, '') AS channel, min(month) AS first_month, max(month_to) AS last_month,
        sum(s1) AS sat_1, sum(s2) AS sat_2, sum(s3) AS sat_3, sum(s4) AS sat_4, sum(s5) AS sat_5,
        sum(s1 + s2 + s3 + s4 + s5) AS answers, sum(completed) AS completed
    FROM answered
    GROUP BY GROUPING SETS ((channel), ())
    HAVING count(*) > 0
),
shared AS (
    SELECT
        *,
        (sat_4 + sat_5) / answers AS share,
        (sat_1 + 2 * sat_2 + 3 * sat_3 + 4 * sat_4 + 5 * sat_5) / answers AS mean
    FROM summed
),
bounded AS (
    SELECT
        *,
        rules.wilson(100 * share, answers, -1) AS low,
        rules.wilson(100 * share, answers, 1) AS high
    FROM shared
)
SELECT
    channel, first_month, last_month, sat_1, sat_2, sat_3, sat_4, sat_5, answers,
    100 * share AS satisfied, greatest(low, 0) AS lower, least(high, 100) AS upper,
    (mean - 1) / 4 * 100 AS score,
    completed,
    CASE WHEN answers <= completed THEN 100 * answers / completed END AS response_rate,
    NOT rules.few_answers(answers) AS enough,
    coalesce(rules.low_response(response_rate), false) AS low_response,
    channel <> '' AND enough
        AND coalesce(high < max(low) FILTER (enough AND channel <> '') OVER (), false) AS lowest
FROM bounded
ORDER BY channel <> '', channel
