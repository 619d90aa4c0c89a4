-- All services together (or one, or those of a directorate), period by period: what take-up, waiting and failures are
-- worked out from. Periods are as long as most of the services report them: months, or quarters. Where quarters are the
-- rule, three months of a service are added up; where months are the rule, a service that only gives quarters is left out.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels,
--   $assisted_channels, $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: month (first of the period), months (its length), completed (count, whether or not split by channel),
--   split_completed (count whose channel is known or stated as unknown), take_up_completed (of those, what counts as digital), assisted_completed,
--   started, started_completed, failed (counts of digital channels that state what was started), contacts,
--   avoidable_contacts (where both are given), calls_offered, calls_abandoned (where both are given), wait_seconds, answered,
--   satisfied, answers (satisfaction: 4 and 5, and all), problems_reported, support_tickets, cost_gbp, services (how many take-up is known of),
--   services_in_all (how many there are that were not retired), complete (ended, and nearly all services have reported),
--   submission_id (the newest that figures come from), of_service (as in channels/services)
-- uses: channels/services, channels/service_periods
WITH together AS (
    SELECT
        of_service, month, months,
        sum(completed) AS completed, sum(split_completed) AS split_completed, sum(take_up_completed) AS take_up_completed,
        sum(assisted_completed) AS assisted_completed,
        sum(started) AS started, sum(started_completed) AS started_completed, sum(failed) AS failed,
        sum(contacts) AS contacts, sum(avoidable_contacts) AS avoidable_contacts,
        sum(calls_offered) AS calls_offered, sum(calls_abandoned) AS calls_abandoned,
        sum(wait_seconds) AS wait_seconds, sum(answered) AS answered,
        sum(satisfied) AS satisfied, sum(answers) AS answers,
        sum(problems_reported) AS problems_reported, sum(support_tickets) AS support_tickets, sum(cost_gbp) AS cost_gbp,
        count(*) FILTER (split_completed > 0) AS services,
        count(*) AS reported,
        bool_and(complete) AS ended,
        max(submission_id) AS submission_id
    FROM channels_service_periods
    GROUP BY of_service, month, months
)
SELECT
    t.month, t.months, t.completed, t.split_completed, t.take_up_completed, t.assisted_completed,
    t.started, t.started_completed, t.failed, t.contacts, t.avoidable_contacts, t.calls_offered, t.calls_abandoned,
    t.wait_seconds, t.answered, t.satisfied, t.answers, t.problems_reported, t.support_tickets, t.cost_gbp,
    t.services,
    (SELECT count(*) FROM channels_services AS s
     WHERE s.of_service = t.of_service AND (s.retired_on IS NULL OR s.retired_on >= t.month)) AS services_in_all,
    -- services that come in one by one must not look like a change
    t.ended AND t.reported >= 0.8 * max(t.reported) OVER
        (PARTITION BY t.of_service ORDER BY t.month ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING) IS NOT FALSE
        AS complete,
    t.submission_id, t.of_service
FROM together AS t
ORDER BY t.of_service, t.month
