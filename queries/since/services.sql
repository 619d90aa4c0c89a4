-- What changed in online services between the end of the day $since and $today? Services that went online or were taken down,
-- that lost their way in without the internet or got one, and where it has grown harder to get through while take-up rises.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today), $digital_channels, $assisted_channels,
--   $assisted_digital (left out, those of council.toml)
-- columns: service_id ('' = all services together), name (NULL = all together), change (harder|easier|lost_route|gained_route|
--   launched|taken_down), measure_id (of harder: phone_abandoned|phone_wait|online_failed|online_completion), unit, was, now
--   (of harder: the year before and the last year, in the unit), on_day (of its launch, or from which it is down), worse_by
--   (percent by which it grew worse; NULL = not known)
-- fixes: service = NULL, measure_id = NULL, directorate = NULL
-- then: channels/catalogue, channels/access_warnings
-- uses: channels/catalogue, channels/access_warnings
WITH both_days AS (
    SELECT
        n.service_id, n.name, n.launched_on, n.retired_on, n.state, coalesce(t.state, 'offline') AS state_then,
        coalesce(lower(trim(n.offline_route)) = 'none', FALSE) AND n.state = 'online' AS shut_out,
        coalesce(lower(trim(t.offline_route)) = 'none', FALSE) AND state_then = 'online' AS shut_out_then
    FROM channels_catalogue AS n
    LEFT JOIN then_channels_catalogue AS t USING (service_id)
    WHERE EXISTS (FROM then_channels_catalogue)  -- else all of it is new
),
warnings AS (
    SELECT
        service_id, measure_id, coalesce(n.name, t.name) AS name, coalesce(n.unit, t.unit) AS unit, n.before, n.now, n.worse_by,
        coalesce(n.warns, FALSE) AS warns, coalesce(t.warns, FALSE) AS warned
    FROM channels_access_warnings AS n
    FULL JOIN then_channels_access_warnings AS t USING (service_id, measure_id)
    WHERE EXISTS (FROM then_channels_access_warnings)
),
-- attempts that failed were not completed: that goes without saying
told AS (
    SELECT *
    FROM warnings AS w
    WHERE w.measure_id <> 'online_completion' OR NOT EXISTS (
        SELECT 1 FROM warnings AS f
        WHERE f.service_id = w.service_id AND f.measure_id = 'online_failed' AND (f.warns OR f.warned)
    )
)
SELECT service_id, name, change, measure_id, unit, was, now, on_day, worse_by
FROM (
    SELECT service_id, name, 'harder' AS change, measure_id, unit, before AS was, now, NULL::DATE AS on_day, worse_by
    FROM told
    WHERE warns AND NOT warned
    UNION ALL
    SELECT service_id, name, 'easier', measure_id, unit, before, now, NULL, NULL
    FROM told
    WHERE warned AND NOT warns
    UNION ALL
    SELECT service_id, name, 'lost_route', NULL, NULL, NULL, NULL, launched_on, NULL
    FROM both_days
    WHERE shut_out AND NOT shut_out_then
    UNION ALL
    SELECT service_id, name, 'gained_route', NULL, NULL, NULL, NULL, NULL, NULL
    FROM both_days
    WHERE shut_out_then AND state = 'online' AND NOT shut_out
    UNION ALL
    SELECT service_id, name, 'launched', NULL, NULL, NULL, NULL, launched_on, NULL
    FROM both_days
    WHERE state = 'online' AND state_then <> 'online' AND NOT shut_out
    UNION ALL
    SELECT service_id, name, 'taken_down', NULL, NULL, NULL, NULL, retired_on, NULL
    FROM both_days
    WHERE state = 'retired' AND state_then = 'online'
)
ORDER BY list_position(['harder', 'lost_route', 'launched', 'taken_down', 'gained_route', 'easier'], change),
    worse_by DESC NULLS LAST, on_day DESC NULLS LAST, lower(name), service_id, measure_id
