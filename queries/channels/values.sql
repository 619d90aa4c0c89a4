-- Channel shift as measures, in the shape of measures/values: for the whole council, a directorate, or one service.
-- A measure of one service is written with @ and its id: digital_take_up@parking-permits; that of each with @*.
-- parameters: $measure_id (NULL = all, of the whole council), $service (leave out: it stands in the measure), $directorate (NULL = the whole council), $digital_channels,
--   $assisted_channels, $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: measure_id, month (first of the period), months (its length), value (percent, count or minutes; NULL = no data),
--   complete, submission_id, denominator (of how many a share is; NULL = it is none)
-- uses: channels/periods
WITH wanted AS (
    SELECT measure_id
    FROM (VALUES ('digital_take_up'), ('assisted_digital'), ('online_completion'), ('online_failed'), ('phone_abandoned'),
                 ('phone_wait'), ('avoidable_contact'), ('service_satisfaction')) AS v (measure_id)
    WHERE $measure_id IS NULL OR measure_id = split_part($measure_id, '@', 1)
),
recorded AS (
    SELECT
        *,
        -- a fact that nobody ever states is no data, not 0
        count(assisted_completed) OVER one > 0 AS assisted_known,
        count(failed) OVER one > 0 AS failed_known
    FROM channels_periods
    WINDOW one AS (PARTITION BY of_service)
)
SELECT
    CASE WHEN r.of_service <> '' THEN w.measure_id || '@' || r.of_service
         WHEN contains($measure_id, '@') THEN $measure_id
         ELSE w.measure_id END AS measure_id,
    r.month, r.months,
    CASE w.measure_id
        WHEN 'digital_take_up' THEN 100.0 * r.take_up_completed / nullif(r.split_completed, 0)
        WHEN 'assisted_digital' THEN CASE WHEN r.assisted_known THEN coalesce(r.assisted_completed, 0) END
        WHEN 'online_completion' THEN 100.0 * r.started_completed / nullif(r.started, 0)
        WHEN 'online_failed' THEN CASE WHEN r.failed_known THEN 100.0 * coalesce(r.failed, 0) / nullif(r.started, 0) END
        WHEN 'phone_abandoned' THEN 100.0 * r.calls_abandoned / nullif(r.calls_offered, 0)
        WHEN 'phone_wait' THEN r.wait_seconds / nullif(r.answered, 0) / 60
        WHEN 'avoidable_contact' THEN 100.0 * r.avoidable_contacts / nullif(r.contacts, 0)
        WHEN 'service_satisfaction' THEN 100.0 * r.satisfied / nullif(r.answers, 0)
    END::DOUBLE AS value,
    r.complete, r.submission_id,
    CASE w.measure_id
        WHEN 'digital_take_up' THEN r.split_completed
        WHEN 'online_completion' THEN r.started
        WHEN 'online_failed' THEN r.started
        WHEN 'phone_abandoned' THEN r.calls_offered
        WHEN 'avoidable_contact' THEN r.contacts
        WHEN 'service_satisfaction' THEN r.answers
    END::DOUBLE AS denominator
FROM wanted AS w
CROSS JOIN recorded AS r
ORDER BY ALL
