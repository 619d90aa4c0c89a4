-- Has it changed within a year? Each measure of channel shift over the last twelve months against the twelve before, for
-- all services together and for each service. A change is real where the differences from the same month a year earlier
-- agree: their mean is further from 0 than chance takes it once in a hundred times (paired t-test, two-sided), so that
-- neither the season nor one odd month decides. Seven pairs of months, or three of quarters, are needed at least.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id ('' = all services together), measure_id (digital_take_up|phone_share|assisted_share|online_completion|
--   online_failed|phone_abandoned|phone_wait|avoidable_contact|service_satisfaction|completed), unit, now, before (percent,
--   minutes, or completed transactions in twelve months), difference, last_month (first of the newest period), pairs (how
--   many periods could be compared), change (rose|fell|no_real_change|too_early), of_service (as in channels/services)
-- uses: channels/volumes, channels/service_periods, channels/periods
WITH phone AS (
    SELECT v.service_id, v.month, sum(v.completed) FILTER (v.channel = 'phone') AS phone_completed
    FROM channels_volumes AS v
    JOIN (SELECT of_service, max(months) AS months FROM channels_service_periods GROUP BY of_service) AS l
        ON l.of_service = v.of_service AND l.months = v.months
    WHERE v.split
    GROUP BY v.service_id, v.month
),
every AS (
    SELECT
        p.of_service, coalesce(p.service_id, '') AS service_id, p.month, p.months,
        sum(p.completed) AS completed, sum(p.split_completed) AS split_completed, sum(p.take_up_completed) AS take_up_completed,
        sum(CASE WHEN h.phone_completed IS NOT NULL THEN h.phone_completed END) AS phone_completed,
        sum(p.assisted_completed) AS assisted_completed, sum(p.started) AS started,
        sum(p.started_completed) AS started_completed, sum(p.failed) AS failed, sum(p.contacts) AS contacts,
        sum(p.avoidable_contacts) AS avoidable_contacts, sum(p.calls_offered) AS calls_offered,
        sum(p.calls_abandoned) AS calls_abandoned, sum(p.wait_seconds) AS wait_seconds, sum(p.answered) AS answered,
        sum(p.satisfied) AS satisfied, sum(p.answers) AS answers
    FROM channels_service_periods AS p
    LEFT JOIN phone AS h ON h.service_id = p.service_id AND h.month = p.month
    SEMI JOIN (SELECT of_service, month FROM channels_periods WHERE complete) AS ended
        ON ended.of_service = p.of_service AND ended.month = p.month
    WHERE p.complete
    GROUP BY GROUPING SETS ((p.of_service, p.service_id, p.month, p.months), (p.of_service, p.month, p.months))
),
shares (measure_id, unit, of_service, service_id, month, months, upper, lower, factor) AS (
    SELECT 'digital_take_up', 'percent', of_service, service_id, month, months, take_up_completed, split_completed, 100 FROM every
    UNION ALL SELECT 'phone_share', 'percent', of_service, service_id, month, months, phone_completed, split_completed, 100 FROM every
    UNION ALL SELECT 'assisted_share', 'percent', of_service, service_id, month, months, assisted_completed, split_completed, 100 FROM every
    UNION ALL SELECT 'online_completion', 'percent', of_service, service_id, month, months, started_completed, started, 100 FROM every
    UNION ALL SELECT 'online_failed', 'percent', of_service, service_id, month, months, failed, started, 100 FROM every
    UNION ALL SELECT 'phone_abandoned', 'percent', of_service, service_id, month, months, calls_abandoned, calls_offered, 100 FROM every
    UNION ALL SELECT 'phone_wait', 'minutes', of_service, service_id, month, months, wait_seconds, answered, 1.0 / 60 FROM every
    UNION ALL SELECT 'avoidable_contact', 'percent', of_service, service_id, month, months, avoidable_contacts, contacts, 100 FROM every
    UNION ALL SELECT 'service_satisfaction', 'percent', of_service, service_id, month, months, satisfied, answers, 100 FROM every
    UNION ALL SELECT 'completed', 'count', of_service, service_id, month, months, completed, 1, 1 FROM every
),
compared AS (
    SELECT
        n.*, b.upper AS upper_before, b.lower AS lower_before,
        n.upper * n.factor / nullif(n.lower, 0) - b.upper * b.factor / nullif(b.lower, 0) AS difference
    FROM shares AS n
    LEFT JOIN shares AS b
        ON b.measure_id = n.measure_id AND b.of_service = n.of_service AND b.service_id = n.service_id AND b.month = (n.month - INTERVAL 1 YEAR)::DATE
    WHERE n.upper IS NOT NULL AND n.lower > 0
    QUALIFY n.month > (max(n.month) OVER (PARTITION BY n.measure_id, n.of_service, n.service_id) - INTERVAL 1 YEAR)
),
summed AS (
    SELECT
        of_service, service_id, measure_id, any_value(unit) AS unit,
        CASE WHEN measure_id = 'completed' THEN sum(upper) FILTER (difference IS NOT NULL)
             ELSE any_value(factor) * sum(upper) FILTER (difference IS NOT NULL) / sum(lower) FILTER (difference IS NOT NULL) END AS now,
        CASE WHEN measure_id = 'completed' THEN sum(upper_before) FILTER (difference IS NOT NULL)
             ELSE any_value(factor) * sum(upper_before) FILTER (difference IS NOT NULL)
                  / sum(lower_before) FILTER (difference IS NOT NULL) END AS before,
        any_value(factor) * sum(upper) / CASE WHEN measure_id = 'completed' THEN 1 ELSE sum(lower) END AS all_of_now,
        max(month) AS last_month, max(months) AS months,
        count(difference) AS pairs,
        avg(difference) AS mean_difference,
        stddev_samp(difference) / sqrt(count(difference)) AS error
    FROM compared
    GROUP BY of_service, service_id, measure_id
)
SELECT
    service_id, measure_id, unit,
    coalesce(now, all_of_now) AS now, before, now - before AS difference, last_month, pairs,
    CASE WHEN pairs < CASE WHEN months >= 3 THEN 3 ELSE 7 END THEN 'too_early'
         -- the 99.5% point of Student's t for 2 to 11 degrees of freedom
         WHEN abs(mean_difference) <= error * [9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169, 3.106][pairs - 2]
              OR abs(mean_difference) <= 1e-9 THEN 'no_real_change'
         WHEN mean_difference > 0 THEN 'rose'
         ELSE 'fell' END AS change,
    of_service
FROM summed
ORDER BY of_service, service_id <> '', service_id, measure_id
