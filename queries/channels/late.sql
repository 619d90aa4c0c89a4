-- Which services have sent no figures for the newest month that the others have? A comparison or a total of that month
-- leaves them out, and so must say which they are. One that reports by quarter while the others report by month, was taken
-- down, or has sent nothing for 13 months, is not late.
-- parameters: $today (date; NULL = today), $late_after_day (day of the following month by which a figure is due; NULL = the
--   council's setting), $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, name, directorate, newest_month (the last month of the newest period that it has sent), due_month (the
--   last month of the newest period that the others have), due_on (date), days_late (since due_on; 0 = not due yet),
--   month, months (the newest period of the others: its first month, its length)
-- uses: channels/services, channels/service_periods, channels/periods
WITH newest AS (
    SELECT month, months, (month + to_months(months - 1))::DATE AS due_month
    FROM channels_periods
    WHERE complete AND split_completed > 0
    QUALIFY month = max(month) OVER ()
),
sent AS (
    SELECT service_id, max((month + to_months(months - 1))::DATE) AS newest_month
    FROM channels_service_periods
    GROUP BY service_id
)
SELECT
    s.service_id, s.name, s.directorate, p.newest_month, n.due_month,
    (n.due_month + INTERVAL 1 MONTH)::DATE + ($late_after_day::INTEGER - 1) AS due_on,
    greatest(0, date_diff('day', (n.due_month + INTERVAL 1 MONTH)::DATE + ($late_after_day::INTEGER - 1),
                          coalesce($today::DATE, current_date)))::INTEGER AS days_late,
    n.month, n.months
FROM sent AS p
JOIN channels_services AS s ON s.service_id = p.service_id
CROSS JOIN newest AS n
WHERE p.newest_month < n.due_month
  AND date_diff('month', p.newest_month, n.due_month) <= greatest(13, 2 * n.months)
  AND (s.retired_on IS NULL OR s.retired_on > n.due_month)
ORDER BY p.newest_month, lower(s.name), s.service_id
