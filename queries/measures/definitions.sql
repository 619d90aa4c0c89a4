-- What each measure means: definitions that officers submitted, and those of the measures computed from incidents and
-- from channel volumes.
-- A submitted definition wins over the built-in one, field by field; a measure with values but no definition has its id for a name.
-- parameters: $measure_id (NULL = all; a measure of one service is written digital_take_up@its-id, that of each digital_take_up@*; none of these is among all),
--   $service, $directorate (leave out), $financial_year_starts (as in measures/submitted)
-- columns: measure_id, name, plain_meaning, unit (percent|gbp|count|minutes|hours|days|score|ratio|yesno),
--   direction (increase|decrease|neutral: which way is better), target (in the unit), recalculate_from (list of months),
--   recalculation_reason, baseline_points, screen_outliers, theme, owner_role, data_source, benchmark_name,
--   benchmark_value (in the unit), benchmark_definition, due_day (day of the following month), origin (computed: from incidents | channels: from channel volumes | submitted), service_id (of a measure of one service),
--   at_month_end (the figure is what there was at the end of the month: such figures do not add up over months),
--   objective (codes with ; between), retired_on (date from which it is measured no more; NULL = it is measured),
--   replaced_by (id of the measure that took its place; NULL = none), period (month|quarter|year: of a submitted figure),
--   per_working_day (a month is judged by how many working days it has: of what adds up over days, so of a unit that does),
--   version, approved_by, first_period (the first month measured in this way), proxy_for (what it only stands for; NULL = nothing),
--   benchmark_period, benchmark_n (organisations), benchmark_formula, benchmark_comparable (yes|in_part|no; NULL = not said),
--   benchmark_comparable_why, related_plan, related_plan_link (https)
-- kinds: incidents, channel_volumes
-- uses: measures/submitted, channels/services
WITH channels (measure_id, name, plain_meaning, unit, direction) AS (
    VALUES
    ('digital_take_up', 'Digital take-up', 'Of all completed transactions, the share that people completed online, all services together. Where no channel is stated, it counts as not online.', 'percent', 'increase'),
    ('assisted_digital', 'Completed with help', 'Online transactions that somebody helped a person to complete.', 'count', 'neutral'),
    ('online_completion', 'Online attempts completed', 'Of the transactions that people began online, the share that they completed online.', 'percent', 'increase'),
    ('online_failed', 'Online attempts that failed', 'Of the transactions that people began online, the share that ended in an error or were given up.', 'percent', 'decrease'),
    ('phone_abandoned', 'Calls abandoned', 'Of the calls that reached a queue, the share where the caller hung up before an answer.', 'percent', 'decrease'),
    ('phone_wait', 'Wait on the phone', 'How long callers waited for an answer on average, all services together.', 'minutes', 'decrease'),
    ('avoidable_contact', 'Avoidable contact', 'Of all contacts, the share that would not have been needed, had something worked the first time.', 'percent', 'decrease'),
    ('service_satisfaction', 'Satisfaction with services', 'Of the people who answered, the share who were satisfied or very satisfied, all channels together.', 'percent', 'increase')
),
computed (measure_id, name, plain_meaning, unit, direction) AS (
    VALUES
    ('work_time_lost', 'Work time lost', 'Hours of work that staff say they lost to IT incidents opened in the month. Incidents without a figure are not estimated.', 'hours', 'decrease'),
    ('incidents', 'Incidents raised', 'How many incidents and requests staff raised with the IT service desk in the month.', 'count', 'decrease'),
    ('password_resets', 'Password resets', 'How many of the incidents raised in the month were about passwords.', 'count', 'decrease'),
    ('minutes_lost_mean', 'Average work time lost', 'Mean minutes lost for each incident that states a figure. One long record can move it.', 'minutes', 'decrease'),
    ('minutes_lost_median', 'Typical work time lost', 'The middle incident by minutes lost: half lost less, half lost more.', 'minutes', 'decrease'),
    ('hours_to_resolve_mean', 'Average time to resolve', 'Mean hours from opening to resolution of the incidents opened in the month, nights and weekends included. A month is judged once 19 in 20 have ended.', 'hours', 'decrease'),
    ('hours_to_resolve_median', 'Typical time to resolve', 'The middle incident by hours to resolution: half were quicker, half slower. A month is judged once 19 in 20 have ended.', 'hours', 'decrease'),
    ('backlog', 'Open incidents', 'Incidents that were open at the end of the month.', 'count', 'decrease'),
    ('backlog_over_90_days', 'Open for more than 90 days', 'Incidents that had been open for more than 90 days at the end of the month.', 'count', 'decrease'),
    ('reopened', 'Reopened incidents', 'Incidents opened in the month that had to be reopened after they were resolved.', 'count', 'decrease'),
    ('first_contact_share', 'Resolved at first contact', 'Share of the incidents opened in the month that were resolved at the first contact.', 'percent', 'increase')
),
submitted AS (
    SELECT * FROM current_measures
    WHERE rules.is_asked_for(measure_id, $measure_id)
),
all_ids AS (
    SELECT measure_id FROM submitted
    UNION
    SELECT measure_id FROM measures_submitted
    UNION
    SELECT measure_id FROM computed WHERE EXISTS (SELECT 1 FROM live_submissions WHERE kind = 'incidents')
    UNION
    SELECT measure_id FROM channels WHERE EXISTS (SELECT 1 FROM live_submissions WHERE kind = 'channel_volumes')
    UNION
    SELECT split_part($measure_id, '@', 1) || '@' || service_id FROM channels_services
    WHERE has_volumes AND contains($measure_id, '@')
),
-- a measure of one service is that of the council, named after the service and with its target
named AS (
    SELECT a.measure_id, split_part(a.measure_id, '@', 1) AS base_id, s.service_id, s.name AS service_name, s.take_up_target
    FROM all_ids AS a
    LEFT JOIN channels_services AS s
        ON contains(a.measure_id, '@') AND s.service_id = split_part(a.measure_id, '@', 2)
)
SELECT
    b.measure_id,
    coalesce(s.name, coalesce(c.name, h.name) || coalesce(': ' || b.service_name, ''), b.measure_id) AS name,
    coalesce(s.plain_meaning, c.plain_meaning, replace(h.plain_meaning, ', all services together', coalesce(': ' || b.service_name, ', all services together')),
             'No definition has been submitted for this measure yet.') AS plain_meaning,
    coalesce(s.unit, c.unit, h.unit, 'count') AS unit,
    coalesce(s.direction, c.direction, h.direction, 'neutral') AS direction,
    coalesce(s.target, CASE WHEN b.base_id = 'digital_take_up' THEN b.take_up_target END) AS target,
    -- a day within a month matches no row: it is reported to the officer, not taken for the month
    list_filter(
        list_transform(
            string_split(coalesce(s.recalculate_from, ''), ';'),
            lambda m: try_cast(CASE WHEN length(trim(m)) = 7 THEN trim(m) || '-01' ELSE trim(m) END AS DATE)
        ),
        lambda m: m IS NOT NULL
    ) AS recalculate_from,
    s.recalculation_reason,
    s.baseline_points,
    coalesce(s.screen_outliers, true) AS screen_outliers,
    coalesce(s.theme, CASE WHEN c.measure_id IS NOT NULL THEN 'IT demand' WHEN h.measure_id IS NOT NULL THEN 'Channel shift'
                           ELSE 'Other measures' END) AS theme,
    s.owner_role,
    coalesce(s.data_source, CASE WHEN c.measure_id IS NOT NULL THEN 'Service desk incidents'
                                 WHEN h.measure_id IS NOT NULL THEN 'Channel volumes' END) AS data_source,
    s.benchmark_name, s.benchmark_value, s.benchmark_definition,
    s.due_day,
    CASE WHEN c.measure_id IS NOT NULL THEN 'computed' WHEN h.measure_id IS NOT NULL THEN 'channels' ELSE 'submitted' END AS origin,
    b.service_id,
    b.measure_id IN ('backlog', 'backlog_over_90_days') AS at_month_end,
    s.objective, s.retired_on, s.replaced_by,
    coalesce(s.period, 'month') AS period,
    coalesce(s.per_working_day, false) AND coalesce(s.unit, c.unit, h.unit, 'count') IN ('count', 'gbp', 'hours', 'minutes', 'days')
        AS per_working_day,
    s.version, s.approved_by, s.first_period, s.proxy_for,
    s.benchmark_period, s.benchmark_n, s.benchmark_formula, s.benchmark_comparable, s.benchmark_comparable_why,
    s.related_plan, s.related_plan_link
FROM named AS b
LEFT JOIN submitted AS s USING (measure_id)
LEFT JOIN computed AS c USING (measure_id)
LEFT JOIN channels AS h ON h.measure_id = b.base_id
WHERE rules.is_asked_for(b.measure_id, $measure_id)
