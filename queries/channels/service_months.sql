-- Period by period: what residents reported of a service, how many tickets reached those who support it, and how many attempts failed and
-- callers gave up.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: month (first of the period), months (its length), problems_reported, support_tickets (counts; NULL = nobody recorded any), started,
--   failed (counts of online attempts), online_failed (percent of started), calls_offered, calls_abandoned (counts), phone_abandoned (percent of calls
--   offered), problems_year, tickets_year (the same counts in the 12 months to the end of the period; NULL = nobody recorded any), complete
-- uses: channels/periods, channels/who_gets_through
SELECT
    w.month, w.months, p.problems_reported, p.support_tickets, w.started, w.failed, w.online_failed, w.calls_offered, w.calls_abandoned,
    w.phone_abandoned, sum(p.problems_reported) OVER year AS problems_year, sum(p.support_tickets) OVER year AS tickets_year, w.complete
FROM channels_who_gets_through AS w
JOIN channels_periods AS p ON p.month = w.month
WINDOW year AS (
    ORDER BY w.month + to_months(w.months) RANGE BETWEEN INTERVAL 11 MONTH PRECEDING AND CURRENT ROW
)
ORDER BY w.month
