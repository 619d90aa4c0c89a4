-- What people can do online: of the services that are online, how many let them take each step, and work on a phone.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council)
-- columns: step (registration|authentication|application|payment|decision|issuance|feedback|mobile), yes, no, not_stated
--   (counts of services), services (all that are online)
-- uses: channels/services, channels/catalogue
WITH steps AS (
    SELECT unnest([
        {'position': 1, 'step': 'registration', 'can': e_registration},
        {'position': 2, 'step': 'authentication', 'can': e_authentication},
        {'position': 3, 'step': 'application', 'can': e_application},
        {'position': 4, 'step': 'payment', 'can': e_payment},
        {'position': 5, 'step': 'decision', 'can': e_decision},
        {'position': 6, 'step': 'issuance', 'can': e_issuance},
        {'position': 7, 'step': 'feedback', 'can': e_feedback},
        {'position': 8, 'step': 'mobile', 'can': mobile_ok}
    ], recursive := true)
    FROM channels_catalogue
    WHERE state = 'online'
)
SELECT
    step,
    count(*) FILTER (can) AS yes,
    count(*) FILTER (NOT can) AS no,
    count(*) FILTER (can IS NULL) AS not_stated,
    count(*) AS services
FROM steps
GROUP BY step, position
ORDER BY position
