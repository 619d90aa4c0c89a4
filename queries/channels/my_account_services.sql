-- The services that people reach through My Account, and since when.
-- parameters: $today (date; NULL = today; what joins later has not happened yet), $service (service id; NULL = all),
--   $measure_id (as in channels/services), $directorate (NULL = the whole council)
-- columns: service_id, name, directorate, launched_on, joined_on (NULL = nobody has said when), so_far (services that had
--   joined by then, those without a date counted from the start), online_services (online on the day, in My Account or not)
-- uses: channels/services
WITH online AS (
    SELECT
        s.service_id, s.name, s.directorate, s.launched_on, o.joined_my_account_on AS joined_on,
        coalesce(o.in_my_account, o.joined_my_account_on IS NOT NULL) AS in_my_account,
        coalesce($today::DATE, current_date) AS today
    FROM channels_services AS s
    JOIN current_online_services AS o ON o.service_id = s.service_id
    WHERE s.launched_on <= coalesce($today::DATE, current_date)
      AND (s.retired_on IS NULL OR s.retired_on > coalesce($today::DATE, current_date))
)
SELECT
    service_id, name, directorate, launched_on, joined_on,
    count(*) OVER (ORDER BY joined_on NULLS FIRST) AS so_far,
    (SELECT count(*) FROM online) AS online_services
FROM online
WHERE in_my_account AND joined_on <= today IS NOT FALSE
ORDER BY joined_on NULLS FIRST, lower(name), service_id
