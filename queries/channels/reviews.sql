-- Every launched service with its post-implementation review: done, due or overdue, and what was forecast against what came.
-- Take-up counts whole periods that begin on or after the launch day: the first 12 months where the figures reach back to
-- the launch, else the newest 12. What is launched or retired after the day has not happened yet.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council), $digital_channels, $assisted_channels, $assisted_digital (see
--   channels/volumes; left out, those of council.toml)
-- columns: service_id, name, directorate, launched_on, status (overdue|due: still to come, or on the day|no_date|done),
--   days (overdue: days since it was due; due: days until; done: days late, negative = early; NULL = no date),
--   review_due_on, review_done_on, review_summary, forecast_uptake, take_up (percent; NULL = no figures), take_up_of
--   (first_year|so_far: the first year is not over|latest: figures begin too late; NULL), take_up_months (how many months it
--   counts), take_up_from, take_up_to (first and last month counted), take_up_gap (percentage points above the forecast),
--   forecast_cost_gbp, actual_cost_gbp, cost_variance (percent above the forecast), problems (reported since the launch;
--   NULL = never stated), problems_months (months that state them), problems_from (first of them), satisfied, answers (of
--   the newest 12 months since the launch), last_tested_on, test_evidence, mobile_ok, accessibility_status,
--   accessibility_tested_on, newest (last month with figures)
-- uses: channels/services, channels/volumes, channels/counted_once
WITH launched AS (
    SELECT
        s.service_id, s.name, s.directorate, s.launched_on, coalesce($today::DATE, current_date) AS today,
        o.review_due_on, o.review_done_on, o.review_summary, o.forecast_uptake, o.forecast_cost_gbp, o.actual_cost_gbp,
        o.last_tested_on, o.test_evidence, o.mobile_ok, o.accessibility_status, o.accessibility_tested_on
    FROM channels_services AS s
    JOIN current_online_services AS o ON o.service_id = s.service_id
    WHERE s.launched_on <= coalesce($today::DATE, current_date)
      AND (s.retired_on IS NULL OR s.retired_on > coalesce($today::DATE, current_date))
),
since AS (
    SELECT
        v.service_id, any_value(l.launched_on) AS launched_on, v.month, v.months,
        (v.month + to_months(v.months))::DATE AS up_to,
        sum(v.completed) FILTER (v.split) AS split_completed,
        sum(v.take_up_completed) FILTER (v.split) AS take_up_completed,
        sum(v.problems_reported) AS problems,
        sum(coalesce(v.sat_4, 0) + coalesce(v.sat_5, 0)) AS satisfied,
        sum(coalesce(v.sat_1, 0) + coalesce(v.sat_2, 0) + coalesce(v.sat_3, 0) + coalesce(v.sat_4, 0) + coalesce(v.sat_5, 0))
            AS answers
    FROM channels_volumes AS v
    SEMI JOIN channels_counted_once AS c
        ON c.service_id = v.service_id AND c.month = v.month AND c.months = v.months AND c.channel = v.channel
    JOIN launched AS l ON l.service_id = v.service_id AND v.month >= l.launched_on
    GROUP BY v.service_id, v.month, v.months
),
reach AS (
    SELECT
        service_id,
        min(month) FILTER (split_completed > 0) AS first_month,
        max(up_to) FILTER (split_completed > 0) AS up_to,
        max(up_to) AS figures_to,
        date_diff('month', any_value(launched_on), first_month) <= max(months) AS from_launch
    FROM since
    GROUP BY service_id
),
counted AS (
    SELECT
        s.service_id,
        any_value(r.from_launch) AS from_launch,
        any_value(r.up_to >= r.first_month + INTERVAL 1 YEAR) AS year_over,
        sum(s.take_up_completed) FILTER (in_year) AS digital,
        sum(s.split_completed) FILTER (in_year) AS everything,
        sum(s.months) FILTER (in_year) AS months,
        min(s.month) FILTER (in_year) AS first_month,
        max(s.up_to) FILTER (in_year) AS up_to,
        sum(s.problems) AS problems,
        sum(s.months) FILTER (s.problems IS NOT NULL) AS problems_months,
        min(s.month) FILTER (s.problems IS NOT NULL) AS problems_from,
        sum(s.satisfied) FILTER (newest_year) AS satisfied,
        sum(s.answers) FILTER (newest_year) AS answers,
        any_value(r.figures_to) AS figures_to
    FROM (
        SELECT
            s.*,
            s.split_completed > 0 AND CASE WHEN r.from_launch THEN s.up_to <= r.first_month + INTERVAL 1 YEAR
                                           ELSE s.month >= r.up_to - INTERVAL 1 YEAR END AS in_year,
            s.month >= r.figures_to - INTERVAL 1 YEAR AS newest_year
        FROM since AS s
        JOIN reach AS r ON r.service_id = s.service_id
    ) AS s
    JOIN reach AS r ON r.service_id = s.service_id
    GROUP BY s.service_id
)
SELECT
    l.service_id, l.name, l.directorate, l.launched_on,
    CASE WHEN l.review_done_on <= l.today THEN 'done'
         WHEN l.review_due_on < l.today THEN 'overdue'
         WHEN l.review_due_on IS NOT NULL THEN 'due'
         ELSE 'no_date' END AS status,
    CASE status WHEN 'done' THEN date_diff('day', l.review_due_on, l.review_done_on)
                WHEN 'overdue' THEN date_diff('day', l.review_due_on, l.today)
                WHEN 'due' THEN date_diff('day', l.today, l.review_due_on) END AS days,
    l.review_due_on, l.review_done_on, l.review_summary, l.forecast_uptake,
    100.0 * c.digital / nullif(c.everything, 0) AS take_up,
    CASE WHEN take_up IS NULL THEN NULL
         WHEN NOT c.from_launch THEN 'latest'
         WHEN c.year_over THEN 'first_year'
         ELSE 'so_far' END AS take_up_of,
    c.months::INTEGER AS take_up_months,
    c.first_month AS take_up_from,
    (c.up_to - INTERVAL 1 MONTH)::DATE AS take_up_to,
    take_up - l.forecast_uptake AS take_up_gap,
    l.forecast_cost_gbp, l.actual_cost_gbp,
    100.0 * (l.actual_cost_gbp - l.forecast_cost_gbp) / nullif(l.forecast_cost_gbp, 0) AS cost_variance,
    c.problems, c.problems_months::INTEGER AS problems_months, c.problems_from, c.satisfied, c.answers,
    l.last_tested_on, l.test_evidence, l.mobile_ok, l.accessibility_status, l.accessibility_tested_on,
    (c.figures_to - INTERVAL 1 MONTH)::DATE AS newest
FROM launched AS l
LEFT JOIN counted AS c ON c.service_id = l.service_id
ORDER BY
    list_position(['overdue', 'due', 'no_date', 'done'], status),
    CASE status WHEN 'overdue' THEN -days WHEN 'due' THEN days WHEN 'done' THEN -epoch(l.review_done_on) END,
    l.launched_on DESC, lower(l.name), l.service_id
