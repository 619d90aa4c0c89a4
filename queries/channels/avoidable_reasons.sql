-- Why were contacts avoidable? The reasons that files name, for all services together and each, by the avoidable contacts
-- of the rows that name them. A file names the commonest reason of a row, so the others in that row are counted with it.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $months (as in channels/avoidable), $digital_channels, $assisted_channels, $assisted_digital (see
--   channels/volumes; left out, those of council.toml)
-- columns: service_id ('' = all services together), reason, avoidable (count), part (percent of the avoidable contacts of the
--   service), place (1 = the commonest)
-- uses: channels/volumes
WITH counted AS (
    SELECT service_id, month, channel
    FROM channels_volumes
    WHERE complete AND contacts IS NOT NULL AND avoidable_contacts IS NOT NULL
    QUALIFY month > max((month + to_months(months - 1))::DATE) OVER () - to_months(coalesce($months, 12)::INTEGER)
),
named AS (
    SELECT
        v.service_id, v.avoidable_contacts,
        nullif(trim(v.avoidable_reason), '') AS reason,
        lower(reason) AS folded
    FROM current_channel_volumes AS v
    SEMI JOIN counted AS c ON c.service_id = v.service_id AND c.month = v.month AND c.channel = v.channel
    WHERE v.avoidable_contacts > 0
),
summed AS (
    SELECT coalesce(service_id, '') AS service_id, folded, any_value(reason) AS reason, sum(avoidable_contacts) AS avoidable
    FROM named
    GROUP BY GROUPING SETS ((service_id, folded), (folded))
)
SELECT
    service_id, reason, avoidable,
    100 * avoidable / nullif(of_all, 0) AS part,
    place
FROM (
    SELECT
        *,
        sum(avoidable) OVER (PARTITION BY service_id) AS of_all,
        row_number() OVER (PARTITION BY service_id ORDER BY reason IS NULL, avoidable DESC, folded) AS place
    FROM summed
)
WHERE reason IS NOT NULL
ORDER BY service_id <> '', service_id, place
