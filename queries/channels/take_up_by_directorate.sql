-- Digital take-up of each directorate, period by period: its services added up, each by how many transactions it completes.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: directorate ('Not stated' where nobody says), month (first of the period), months (its length), take_up (percent;
--   NULL = no data), completed (count whose channel is known), services (how many take-up is known of), complete (ended, and
--   nearly all of the directorate's services have reported)
-- uses: channels/services, channels/service_periods
WITH together AS (
    SELECT
        s.directorate, p.month, p.months,
        100.0 * sum(p.take_up_completed) / nullif(sum(p.split_completed), 0) AS take_up,
        sum(p.split_completed) AS completed,
        count(*) FILTER (p.split_completed > 0) AS services,
        count(*) AS reported,
        bool_and(p.complete) AS ended
    FROM channels_service_periods AS p
    JOIN channels_services AS s ON s.service_id = p.service_id
    GROUP BY s.directorate, p.month, p.months
)
SELECT
    directorate, month, months, take_up, completed, services,
    -- as in channels/periods: services that come in one by one must not look like a change
    ended AND reported >= 0.8 * max(reported) OVER (
        PARTITION BY directorate ORDER BY month ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING
    ) IS NOT FALSE AS complete
FROM together
ORDER BY lower(directorate), directorate, month
