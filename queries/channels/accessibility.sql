-- How far the services that are online meet the accessibility rules, and how old the test is that says so.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council)
-- columns: service_id, name, directorate, status (fully|partially|not|not tested|not stated), tested_on (NULL = no date),
--   test (recent: within the 12 months up to $today|old: before them|no date)
-- uses: channels/services, channels/catalogue
SELECT
    service_id, name, directorate,
    coalesce(accessibility_status, 'not stated') AS status,
    accessibility_tested_on AS tested_on,
    CASE WHEN accessibility_tested_on IS NULL THEN 'no date'
         WHEN accessibility_tested_on < (today - INTERVAL 1 YEAR)::DATE THEN 'old'
         ELSE 'recent' END AS test
FROM channels_catalogue
WHERE state = 'online'
-- the ones to worry about first
ORDER BY list_position(['not', 'not tested', 'not stated', 'partially', 'fully'], status), tested_on NULLS FIRST, lower(name), service_id
