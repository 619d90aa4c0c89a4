-- The volumes of channels/volumes whose period is over, each transaction once: a month that also comes as part of a quarter
-- or a year, or a quarter that comes as part of a year, is left out in favour of the longer period.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, month (first of the period), months (its length), last_month (the period's last), channel, split
--   (false = a total that nobody has split), completed (count), submission_id
-- uses: channels/volumes
WITH ended AS (
    SELECT
        service_id, month, months, (month + to_months(months - 1))::DATE AS last_month, channel, split, completed,
        submission_id
    FROM channels_volumes
    WHERE completed IS NOT NULL
    QUALIFY bool_and(complete) OVER (PARTITION BY service_id, month, months)
)
SELECT service_id, month, months, last_month, channel, split, completed, submission_id
FROM ended
WINDOW so_far AS (PARTITION BY service_id ORDER BY month RANGE UNBOUNDED PRECEDING)
QUALIFY CASE months
    WHEN 12 THEN true
    WHEN 3 THEN month > max(last_month) FILTER (months = 12) OVER so_far IS NOT FALSE
    ELSE month > max(last_month) FILTER (months > 1) OVER so_far IS NOT FALSE
END
