-- All that changed between the end of the day $since and $today, of every subject, the weightiest first: each from what to what.
-- The weight of a sort of change is stated below; each further change of the same thing counts 10 less, at most 30, so that
-- one project does not fill a list. Whole-life costs are left out where they moved within the tolerance. Reports that are
-- missing for one month are one change. A subject of which nothing had been published by then has none: all of it is new.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today), $committee (whose actions; NULL = all),
--   $financial_year_starts, $year_starts, $nation, $report_due_day, $cost_tolerance_percent, $digital_channels, $assisted_channels,
--   $assisted_digital (left out, those of council.toml)
-- columns: subject (demand|channels|other: measures of other themes|projects|money|cyber|actions), change (as in since/measures,
--   since/services, since/projects, since/money, since/contracts, since/cyber, since/actions; of these cost, doubt and delivered are
--   those of money), rank (the weight, with what further changes of a thing lose), thing (id of a measure, service, project,
--   contract, action, test or lesson; NULL = the strategy, or all services), name, detail (a milestone, the measure that grew worse,
--   the class of a saving, the source of a lesson), month (first of the period; of missing, of the report), months, unit,
--   was, now (in the unit), was_on, now_on, was_code, now_code, fin_year, last_year, size (as in those questions), side, meaning, explained (of a
--   figure), critical (the end date depends on the milestone), things (how many projects it stands for), action_kind, action_text,
--   owner_role, restricted (of actions), is_open (of an outage, whose size is in minutes)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL, project = NULL, portfolio_holder = NULL, type = NULL, objective = NULL
-- uses: since/measures, since/services, since/projects, since/money, since/contracts, since/cyber, since/actions, since/known
WITH every AS (
    SELECT
        CASE WHEN origin = 'channels' OR theme = 'Channel shift' THEN 'channels' WHEN theme = 'IT demand' THEN 'demand' ELSE 'other' END AS subject,
        change, measure_id AS thing, name, month, months, unit, was, now, side, meaning, explained, newest
    FROM since_measures
    UNION ALL BY NAME
    SELECT
        'channels' AS subject, change, nullif(service_id, '') AS thing, name, measure_id AS detail, unit, was, now, on_day AS now_on,
        worse_by AS size
    FROM since_services
    UNION ALL BY NAME
    SELECT
        'projects' AS subject, change, project_id AS thing, name, milestone AS detail, critical, was_code, now_code, was_on, now_on,
        was_gbp AS was, now_gbp AS now, if(was_gbp IS NULL, NULL, 'gbp') AS unit, size, 1 AS things
    FROM since_projects
    WHERE change NOT IN ('dearer', 'cheaper', 'missing') OR over_tolerance
    UNION ALL BY NAME
    SELECT
        'projects' AS subject, change, min_by(project_id, name) AS thing, min(name) AS name, was_on AS month, now_on, max(size) AS size,
        count(*)::INTEGER AS things
    FROM since_projects
    WHERE change = 'missing'
    GROUP BY change, was_on, now_on
    UNION ALL BY NAME
    SELECT
        'money' AS subject, change, project_id AS thing, project AS name, saving_class AS detail, fin_year, last_year, 'gbp' AS unit,
        was_gbp AS was, now_gbp AS now, was_code, now_code, size
    FROM since_money
    UNION ALL BY NAME
    SELECT
        'cyber' AS subject, change, thing, name, detail, was_code, now_code, now_on, minutes::DOUBLE AS size, is_open
    FROM since_cyber
    UNION ALL BY NAME
    SELECT
        'money' AS subject, change, contract_id AS thing, service AS name, was_code, now_code, on_day AS now_on, size
    FROM since_contracts
    UNION ALL BY NAME
    SELECT
        'actions' AS subject, change, action_id AS thing, title AS name, kind AS action_kind, "text" AS action_text, owner_role, restricted,
        was_code, now_code, due_on AS now_on, days_late::DOUBLE AS size
    FROM since_actions
),
-- how much each sort of change counts: what people may be cut off by and what nobody has explained first, good news last
weights (change, weight) AS (
    VALUES
    ('harder', 100), ('unexplained concern', 95), ('lost_route', 90), ('worse', 85), ('unexplained', 80), ('overdue', 75),
    ('missing', 75), ('doubt', 75), ('notice_passed', 75), ('renewal_passed', 75), ('later', 70), ('dearer', 70), ('expired', 70),
    ('cost_up', 70), ('restated', 65), ('critical slip', 60), ('cancelled', 60), ('held', 60), ('rebaselined', 55),
    ('explained concern', 55), ('outage', 50), ('slipped', 50), ('explained', 50), ('outlook', 45), ('gone', 45), ('new', 40),
    ('launched', 40), ('taken_down', 40), ('resumed', 35), ('cost_down', 30), ('other', 30), ('ended', 30), ('dropped', 30),
    ('closed', 30), ('decided', 25), ('better', 25), ('renewed', 25), ('learned', 20), ('easier', 25), ('gained_route', 25),
    ('sooner', 20), ('cheaper', 20), ('delivered', 20), ('forward', 15), ('done', 10)
),
weighed AS (
    SELECT
        e.*, w.weight,
        row_number() OVER (
            PARTITION BY e.subject, coalesce(e.thing, e.name) ORDER BY w.weight DESC, e.size DESC NULLS LAST, e.month DESC, e.detail, e.now_on
        ) AS nth
    FROM every AS e
    JOIN weights AS w ON w.change = CASE
        WHEN e.change = 'unusual' AND e.meaning = 'concern' THEN if(e.explained, 'explained concern', 'unexplained concern')
        WHEN e.change = 'unusual' THEN if(e.explained, 'explained', 'unexplained')
        WHEN e.change = 'slipped' AND e.critical THEN 'critical slip'
        ELSE e.change END
    SEMI JOIN (SELECT subject FROM since_known WHERE had) AS k ON k.subject = if(e.subject = 'other', 'demand', e.subject)
)
SELECT
    subject, change, (weight - 10 * least(nth - 1, 3))::INTEGER AS rank, thing, name, detail, month, months, unit, was, now, was_on, now_on,
    was_code, now_code, fin_year, last_year, size, side, meaning, explained, critical, things, action_kind, action_text, owner_role, restricted,
    is_open
FROM weighed
ORDER BY rank DESC, newest DESC NULLS LAST, size DESC NULLS LAST, month DESC NULLS LAST, lower(name), detail, fin_year
