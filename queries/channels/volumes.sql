-- What each service handled in each channel and period, areas added up: the base of every question on channel shift.
-- A total that nobody has split ('all') counts only where the service has no split figures for the period.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels (list of the
--   channels that count as digital), $assisted_channels (list of those where somebody helps), $assisted_digital ('counted':
--   assisted digital counts towards take-up; 'separate': it does not); left out, these three are those of council.toml
-- columns: service_id, month (first of the period), months (its length), channel, digital, assisted, split (the channel is
--   known or stated as unknown; false = a total), contacts, started, completed, take_up_completed (completed that count
--   towards digital take-up), assisted_completed (completed with help, in whichever channel), failed, avoidable_contacts,
--   problems_reported, support_tickets, calls_offered, calls_abandoned (counts), wait_seconds (of all answered calls together), answered
--   (calls that the waiting time speaks of), cost_gbp (£), cost_source, sat_1, sat_2, sat_3, sat_4, sat_5 (answers, from very
--   dissatisfied to very satisfied), complete (the period had ended when it was submitted), submission_id,
--   of_service (as in channels/services)
-- uses: channels/services
WITH added_up AS (
    SELECT
        v.service_id, s.of_service, v.month, coalesce(v.months, 1) AS months, v.channel,
        list_contains($digital_channels::VARCHAR[], v.channel) AS digital,
        list_contains($assisted_channels::VARCHAR[], v.channel) AS assisted,
        v.channel <> 'all' AS split,
        sum(v.contacts) AS contacts, sum(v.started) AS started, sum(v.completed) AS completed,
        sum(v.assisted_digital_completed) AS assisted_part,
        sum(v.failed) AS failed, sum(v.avoidable_contacts) AS avoidable_contacts,
        sum(v.problems_reported) AS problems_reported, sum(v.support_tickets) AS support_tickets,
        sum(v.calls_offered) AS calls_offered, sum(v.calls_abandoned) AS calls_abandoned,
        sum(v.avg_wait_seconds * (coalesce(v.calls_offered, v.contacts, v.completed) - coalesce(v.calls_abandoned, 0))) AS wait_seconds,
        sum(CASE WHEN v.avg_wait_seconds IS NOT NULL
                 THEN coalesce(v.calls_offered, v.contacts, v.completed) - coalesce(v.calls_abandoned, 0) END) AS answered,
        sum(v.cost_gbp) AS cost_gbp, any_value(v.cost_source) AS cost_source,
        sum(v.sat_1) AS sat_1, sum(v.sat_2) AS sat_2, sum(v.sat_3) AS sat_3, sum(v.sat_4) AS sat_4, sum(v.sat_5) AS sat_5,
        max(v.submission_id) AS submission_id
    FROM current_channel_volumes AS v
    JOIN channels_services AS s ON s.service_id = v.service_id
    GROUP BY ALL
)
SELECT
    a.service_id, a.month, a.months, a.channel, a.digital, a.assisted, a.split,
    a.contacts, a.started, a.completed,
    CASE WHEN a.assisted THEN CASE WHEN $assisted_digital = 'separate' THEN 0 ELSE a.completed END
         WHEN NOT a.digital THEN 0
         WHEN $assisted_digital = 'separate' THEN a.completed - coalesce(a.assisted_part, 0)
         ELSE a.completed END AS take_up_completed,
    CASE WHEN a.assisted THEN a.completed ELSE a.assisted_part END AS assisted_completed,
    a.failed, a.avoidable_contacts, a.problems_reported, a.support_tickets, a.calls_offered, a.calls_abandoned, a.wait_seconds, a.answered,
    a.cost_gbp, a.cost_source, a.sat_1, a.sat_2, a.sat_3, a.sat_4, a.sat_5,
    last_day((a.month + to_months(a.months - 1))::DATE) <= coalesce(p.period_to, p.submitted_at::DATE) AS complete,
    a.submission_id, a.of_service
FROM added_up AS a
JOIN submissions AS p ON p.submission_id = a.submission_id
QUALIFY a.split OR NOT bool_or(a.split) OVER (PARTITION BY a.service_id, a.month)
