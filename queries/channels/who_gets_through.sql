-- Do people get through? Calls offered and abandoned, the wait, online attempts that failed or were completed, and
-- transactions completed with help, period by period.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: month (first of the period), months (its length), helped (transactions completed with help; NULL = nobody states
--   any), calls_offered, calls_abandoned (counts), phone_abandoned (percent of calls offered), phone_wait (minutes), started,
--   failed (counts of online attempts), online_failed, online_completion (percent of started), complete,
--   of_service (as in channels/services)
-- uses: channels/periods, channels/values
WITH measured AS (
    SELECT
        split_part(measure_id, '@', 2) AS of_service, month,
        max(CASE WHEN starts_with(measure_id, 'assisted_digital') THEN value END) AS helped,
        max(CASE WHEN starts_with(measure_id, 'phone_abandoned') THEN value END) AS phone_abandoned,
        max(CASE WHEN starts_with(measure_id, 'phone_wait') THEN value END) AS phone_wait,
        max(CASE WHEN starts_with(measure_id, 'online_failed') THEN value END) AS online_failed,
        max(CASE WHEN starts_with(measure_id, 'online_completion') THEN value END) AS online_completion
    FROM channels_values
    GROUP BY of_service, month
)
SELECT
    p.month, p.months, m.helped, p.calls_offered, p.calls_abandoned, m.phone_abandoned, m.phone_wait,
    p.started, p.failed, m.online_failed, m.online_completion, p.complete,
    p.of_service
FROM channels_periods AS p
-- a measure of one service that was asked for alone has its name too
JOIN measured AS m ON m.month = p.month AND (p.of_service = '' OR m.of_service = p.of_service)
ORDER BY p.of_service, p.month
