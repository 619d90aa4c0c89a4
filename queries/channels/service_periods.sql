-- Each service's figures, period by period, channels added up: the base of channels/periods and of comparisons between
-- services. Periods are as long as most of the services report them: months, or quarters. Where quarters are the rule,
-- three months of a service are added up; where months are the rule, a service that only gives quarters is left out.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, month (first of the period), months (its length), completed (count, whether or not split by channel),
--   split_completed (count whose channel is known or stated as unknown), take_up_completed (of those, what counts as digital), assisted_completed,
--   started, started_completed, failed (counts of digital channels that state what was started), contacts,
--   avoidable_contacts (where both are given), calls_offered, calls_abandoned (where both are given), wait_seconds, answered,
--   satisfied, answers (satisfaction: 4 and 5, and all), problems_reported, support_tickets, cost_gbp, complete (ended), submission_id (the
--   newest that figures come from), of_service (as in channels/services)
-- uses: channels/volumes
WITH lengths AS (
    -- how each service reports most of its time
    SELECT of_service, service_id, arg_max(months, covered - months) AS months
    FROM (
        SELECT of_service, service_id, months, count(DISTINCT month) * any_value(months) * 100 AS covered
        FROM channels_volumes
        GROUP BY of_service, service_id, months
    )
    GROUP BY of_service, service_id
),
usual_length AS (
    SELECT of_service, arg_max(months, services * 100 - months) AS months
    FROM (SELECT of_service, months, count(*) AS services FROM lengths GROUP BY of_service, months)
    GROUP BY of_service
),
placed AS (
    SELECT
        v.*,
        u.months AS length,
        CASE WHEN u.months = 1 THEN v.month
             WHEN u.months = 3 THEN date_trunc('quarter', v.month)::DATE
             ELSE v.month END AS period
    FROM channels_volumes AS v
    JOIN usual_length AS u ON u.of_service = v.of_service AND v.months <= u.months
)
SELECT
    service_id, period AS month, length AS months,
    sum(completed) AS completed,
    sum(completed) FILTER (split) AS split_completed,
    sum(take_up_completed) FILTER (split) AS take_up_completed,
    sum(assisted_completed) AS assisted_completed,
    sum(started) FILTER (digital AND started IS NOT NULL) AS started,
    sum(completed) FILTER (digital AND started IS NOT NULL) AS started_completed,
    sum(failed) FILTER (digital AND started IS NOT NULL) AS failed,
    sum(contacts) FILTER (avoidable_contacts IS NOT NULL AND contacts IS NOT NULL) AS contacts,
    sum(avoidable_contacts) FILTER (contacts IS NOT NULL) AS avoidable_contacts,
    sum(calls_offered) FILTER (calls_abandoned IS NOT NULL) AS calls_offered,
    sum(calls_abandoned) FILTER (calls_offered IS NOT NULL) AS calls_abandoned,
    sum(wait_seconds) AS wait_seconds, sum(answered) AS answered,
    sum(coalesce(sat_4, 0) + coalesce(sat_5, 0)) AS satisfied,
    sum(coalesce(sat_1, 0) + coalesce(sat_2, 0) + coalesce(sat_3, 0) + coalesce(sat_4, 0) + coalesce(sat_5, 0)) AS answers,
    sum(problems_reported) AS problems_reported,
    sum(support_tickets) AS support_tickets,
    sum(cost_gbp) AS cost_gbp,
    bool_and(complete) AS complete,
    max(submission_id) AS submission_id,
    of_service
FROM placed
GROUP BY of_service, service_id, period, length
-- a quarter made of months needs all three of them
HAVING max(placed.months) = length OR count(DISTINCT placed.month) = length
