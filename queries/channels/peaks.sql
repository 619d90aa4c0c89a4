-- Is each online service ready for its next peak, and how did the last one go? Peak months that follow each other are one
-- peak. A test counts for the next peak where it is newer than the last one's end. Usual: the other months of the year up
-- to the end of the last peak, six at least. A quarter counts as peak where a peak month lies in it.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council), $digital_channels, $assisted_channels, $assisted_digital (see
--   channels/volumes; left out, those of council.toml)
-- columns: service_id, name, directorate, launched_on, peak_months (list of calendar months), next_peak (first month of it),
--   next_peak_to (its last month), days_until (0 = it is running), soon (within 90 days), last_peak, last_peak_to (first and
--   last month), last_tested_on, test_evidence, test (tested: since the last peak|not_since|never|planned: the date is still
--   to come), ready (tested since the last peak), in_next_year (list of the peak months of the next 12 months), months (length of the periods that peak figures come in; NULL = none),
--   peak_volume, usual_volume (completed transactions a month), times (the first over the second), peak_failed,
--   usual_failed (percent of online attempts), peak_abandoned, usual_abandoned (percent of calls), peak_problems,
--   usual_problems (reported problems a month)
-- uses: channels/services, channels/volumes
WITH online AS (
    SELECT
        s.service_id, s.name, s.directorate, s.launched_on, o.last_tested_on, o.test_evidence,
        coalesce($today::DATE, current_date) AS today,
        list_sort(list_distinct(list_filter(
            list_transform(string_split(s.peak_months, ';'), lambda m: try_cast(trim(m) AS INTEGER)),
            lambda m: m BETWEEN 1 AND 12
        ))) AS peaks
    FROM channels_services AS s
    JOIN current_online_services AS o ON o.service_id = s.service_id
    WHERE s.launched_on <= coalesce($today::DATE, current_date)
      AND (s.retired_on IS NULL OR s.retired_on > coalesce($today::DATE, current_date))
),
dated AS (
    SELECT
        o.service_id,
        (date_trunc('month', o.today) + to_months(m.n::INTEGER))::DATE AS month,
        m.n - row_number() OVER (PARTITION BY o.service_id ORDER BY m.n) AS peak
    FROM online AS o
    CROSS JOIN range(-36, 25) AS m (n)
    -- where every month is a peak, none is
    WHERE len(o.peaks) BETWEEN 1 AND 11 AND list_contains(o.peaks, month((o.today + to_months(m.n::INTEGER))::DATE))
),
spans AS (
    SELECT service_id, min(month) AS starts, max(month) AS ends FROM dated GROUP BY service_id, peak
),
chosen AS (
    SELECT
        o.service_id,
        min(s.starts) FILTER (s.ends >= date_trunc('month', o.today)) AS next_peak,
        arg_min(s.ends, s.starts) FILTER (s.ends >= date_trunc('month', o.today)) AS next_peak_to,
        arg_max(s.starts, s.ends) FILTER (s.ends < date_trunc('month', o.today)) AS last_peak,
        max(s.ends) FILTER (s.ends < date_trunc('month', o.today)) AS last_peak_to
    FROM online AS o
    JOIN spans AS s ON s.service_id = o.service_id
    GROUP BY o.service_id
),
next_year AS (
    SELECT d.service_id, list(d.month ORDER BY d.month) AS months
    FROM dated AS d
    JOIN online AS o ON o.service_id = d.service_id
    WHERE d.month >= date_trunc('month', o.today) AND d.month < date_trunc('month', o.today) + INTERVAL 1 YEAR
    GROUP BY d.service_id
),
periods AS (
    SELECT
        v.service_id, v.month, v.months,
        v.month <= c.last_peak_to AND v.month + to_months(v.months) > c.last_peak AS peak,
        sum(v.completed) AS completed,
        sum(v.started) FILTER (v.digital AND v.failed IS NOT NULL) AS started,
        sum(v.failed) FILTER (v.digital AND v.started IS NOT NULL) AS failed,
        sum(v.calls_offered) FILTER (v.calls_abandoned IS NOT NULL) AS calls_offered,
        sum(v.calls_abandoned) FILTER (v.calls_offered IS NOT NULL) AS calls_abandoned,
        sum(v.problems_reported) AS problems
    FROM channels_volumes AS v
    JOIN chosen AS c ON c.service_id = v.service_id
    WHERE v.complete AND v.months <= 3
      AND v.month > c.last_peak_to - INTERVAL 1 YEAR AND v.month <= c.last_peak_to
    GROUP BY v.service_id, v.month, v.months, v.month <= c.last_peak_to AND v.month + to_months(v.months) > c.last_peak
    -- months where a service has both: one or the other, never both
    QUALIFY v.months = min(v.months) OVER (PARTITION BY v.service_id)
),
kinds AS (
    SELECT
        p.*,
        p.peak OR coalesce(list_bool_or(list_transform(
            range(0, p.months), lambda n: list_contains(o.peaks, month((p.month + to_months(n::INTEGER))::DATE))
        )), false) AS peak_or_other_peak
    FROM periods AS p
    JOIN online AS o ON o.service_id = p.service_id
),
compared AS (
    SELECT
        service_id,
        any_value(months) FILTER (peak) AS months,
        sum(completed) FILTER (peak) / nullif(sum(months) FILTER (peak), 0) AS peak_volume,
        CASE WHEN sum(months) FILTER (usual) >= 6
             THEN sum(completed) FILTER (usual) / sum(months) FILTER (usual) END AS usual_volume,
        100.0 * sum(failed) FILTER (peak) / nullif(sum(started) FILTER (peak), 0) AS peak_failed,
        CASE WHEN sum(months) FILTER (usual) >= 6
             THEN 100.0 * sum(failed) FILTER (usual) / nullif(sum(started) FILTER (usual), 0) END AS usual_failed,
        100.0 * sum(calls_abandoned) FILTER (peak) / nullif(sum(calls_offered) FILTER (peak), 0) AS peak_abandoned,
        CASE WHEN sum(months) FILTER (usual) >= 6
             THEN 100.0 * sum(calls_abandoned) FILTER (usual) / nullif(sum(calls_offered) FILTER (usual), 0)
             END AS usual_abandoned,
        sum(problems) FILTER (peak) / nullif(sum(months) FILTER (peak AND problems IS NOT NULL), 0) AS peak_problems,
        CASE WHEN sum(months) FILTER (usual) >= 6
             THEN sum(problems) FILTER (usual) / nullif(sum(months) FILTER (usual AND problems IS NOT NULL), 0)
             END AS usual_problems
    FROM (SELECT *, NOT peak_or_other_peak AS usual FROM kinds)
    GROUP BY service_id
)
SELECT
    o.service_id, o.name, o.directorate, o.launched_on, o.peaks AS peak_months,
    c.next_peak, c.next_peak_to,
    greatest(0, date_diff('day', o.today, c.next_peak))::INTEGER AS days_until,
    days_until <= 90 AS soon,
    c.last_peak, c.last_peak_to, o.last_tested_on, o.test_evidence,
    CASE WHEN o.last_tested_on IS NULL THEN 'never'
         WHEN o.last_tested_on > o.today THEN 'planned'
         WHEN o.last_tested_on > last_day(c.last_peak_to) THEN 'tested'
         ELSE 'not_since' END AS test,
    test = 'tested' AS ready,
    n.months AS in_next_year,
    q.months, q.peak_volume, q.usual_volume, q.peak_volume / nullif(q.usual_volume, 0) AS times,
    q.peak_failed, q.usual_failed, q.peak_abandoned, q.usual_abandoned, q.peak_problems, q.usual_problems
FROM online AS o
JOIN chosen AS c ON c.service_id = o.service_id
JOIN next_year AS n ON n.service_id = o.service_id
LEFT JOIN compared AS q ON q.service_id = o.service_id
ORDER BY soon AND NOT ready DESC, days_until, ready, lower(o.name), o.service_id
