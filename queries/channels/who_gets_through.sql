-- Do people get through? Calls offered and abandoned, the wait, online attempts that failed or were completed, and
-- transactions completed with help, period by period.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: month (first of the period), months (its length), helped (transactions completed with help; NULL = nobody states
--   any), calls_offered, calls_abandoned (counts), phone_abandoned (percent of calls offered), phone_wait (minutes), started,
--   failed (counts of online attempts), online_failed, online_completion (percent of started), complete
-- uses: channels/periods, channels/values
WITH measured AS (
    SELECT
        month,
        max(CASE WHEN starts_with(measure_id, 'assisted_digital') THEN value END) AS helped,
        max(CASE WHEN starts_with(measure_id, 'phone_abandoned') THEN value END) AS phone_abandoned,
        max(CASE WHEN starts_with(measure_id, 'phone_wait') THEN value END) AS phone_wait,
        max(CASE WHEN starts_with(measure_id, 'online_failed') THEN value END) AS online_failed,
        max(CASE WHEN starts_with(measure_id, 'online_completion') THEN value END) AS online_completion
    FROM channels_values
    GROUP BY month
)
SELECT
    p.month, p.months, m.helped, p.calls_offered, p.calls_abandoned, m.phone_abandoned, m.phone_wait,
    p.started, p.failed, m.online_failed, m.online_completion, p.complete
FROM channels_periods AS p
JOIN measured AS m ON m.month = p.month
ORDER BY p.month
