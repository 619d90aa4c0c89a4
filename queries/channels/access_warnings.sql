-- Do people who cannot use the online route still get through? What has become of calls, waiting, failed online attempts
-- and help within a year, for all services together and for each, and where it grew worse while digital take-up rose.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id ('' = all services together), name (NULL for all together), measure_id (phone_abandoned|phone_wait|
--   online_failed|online_completion|assisted_share), unit, now, before (percent or minutes, as in channels/year_on_year),
--   last_month (the last month of the newest period), change (rose|fell|no_real_change|too_early), take_up_change (of digital take-up,
--   the same words; NULL = not known), warns (take-up really rose, and this really grew worse in the same year),
--   helped (transactions completed with help in the year to last_month; only with assisted_share), worse_by (percent by
--   which it grew worse within the year: calls abandoned, the wait, or attempts that failed or were not completed; NULL =
--   no year before, or none then), of_service (as in channels/services)
-- uses: channels/services, channels/service_periods, channels/year_on_year
WITH changes AS (
    SELECT
        *,
        max(CASE WHEN measure_id = 'digital_take_up' THEN change END) OVER one AS take_up_change,
        max(CASE WHEN measure_id = 'digital_take_up' THEN last_month END) OVER one AS take_up_month,
        max(last_month) OVER (PARTITION BY of_service) AS newest
    FROM channels_year_on_year
    WINDOW one AS (PARTITION BY of_service, service_id)
),
helped AS (
    SELECT y.of_service, y.service_id, sum(p.assisted_completed) AS helped
    FROM channels_year_on_year AS y
    JOIN channels_service_periods AS p
        ON y.of_service = p.of_service AND y.service_id IN ('', p.service_id)
        AND p.month <= y.last_month AND p.month > y.last_month - INTERVAL 1 YEAR
    WHERE y.measure_id = 'assisted_share'
    GROUP BY y.of_service, y.service_id
),
lengths AS (
    SELECT of_service, max(months) AS months FROM channels_service_periods GROUP BY of_service
)
SELECT
    c.service_id, s.name, c.measure_id, c.unit, c.now, c.before,
    (c.last_month + to_months(l.months::INTEGER - 1))::DATE AS last_month, c.change, c.take_up_change,
    -- figures that ended a year ago say nothing of today, and nor does a service that was taken down
    coalesce(
        c.take_up_change = 'rose'
        AND (c.measure_id IN ('phone_abandoned', 'phone_wait', 'online_failed') AND c.change = 'rose'
             OR c.measure_id = 'online_completion' AND c.change = 'fell')
        AND least(c.last_month, c.take_up_month) > c.newest - INTERVAL 1 YEAR
        AND (s.retired_on IS NULL OR s.retired_on > c.newest),
        false
    ) AS warns,
    CASE WHEN c.measure_id = 'assisted_share' THEN h.helped END AS helped,
    CASE WHEN c.measure_id = 'online_completion' THEN 100 * (c.before - c.now) / nullif(100 - c.before, 0)
         WHEN c.measure_id <> 'assisted_share' THEN 100 * (c.now - c.before) / nullif(c.before, 0) END AS worse_by,
    c.of_service
FROM changes AS c
JOIN lengths AS l ON l.of_service = c.of_service
LEFT JOIN channels_services AS s ON s.service_id = c.service_id
LEFT JOIN helped AS h ON h.of_service = c.of_service AND h.service_id = c.service_id
WHERE c.measure_id IN ('phone_abandoned', 'phone_wait', 'online_failed', 'online_completion', 'assisted_share')
ORDER BY
    c.of_service, c.service_id <> '', lower(s.name), c.service_id,
    array_position(['phone_abandoned', 'phone_wait', 'online_failed', 'online_completion', 'assisted_share'], c.measure_id)
