-- Whether the status of each open project is believable: one row for each rule that gives reason to ask. Each row carries all
-- that the rules looked at of its project.
-- Green counts Amber/Green in 1 to 4 and 8; amber in 6 is any of Amber/Green, Amber, Amber/Red. The rating is that of the
-- newest report or edition; else the register's. Registers are compared with the version before: the last one published in
-- each month.
--   1 milestones: green, while milestones slipped in each of the two newest versions
--   2 cost: green, while forecast cost is over tolerance (projects/portfolio)
--   3 risk: green, while the score of an open risk rose
--   4 end_date: green, while the expected end moved later
--   5 same_text: the newest report says word for word what the one before said
--   6 amber: amber in the last six reports, or more
--   7 no_decision: red, and the newest report asks for no decision
--   8 report_missing: the newest report that was due is missing, and the last one was green
--   9 no_reports: it has begun, its first report was due, and none was ever published
--   10 overdue: a milestone's expected day has passed, and it is neither done nor cancelled, whatever the rating
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $report_due_day (NULL = the council's setting), $cost_tolerance_percent (NULL = the council's setting)
-- columns: project_id, name, portfolio_holder, rule_number (1 to 10), rule (as above), rating (G|AG|A|AR|R|B|not_rated|exempt),
--   period (of the newest report; NULL = none), source (report|edition), slipped (milestones that slipped in the newest
--   version), slipped_before (in the version before it), slipped_milestone (the one that moved most; first of all, in both
--   versions), milestone_first, milestone_before, milestone_now (the days on which it was expected), cost_baseline,
--   cost_forecast (£), cost_basis (whole life|this year), cost_variance_percent, risen (open risks whose score rose),
--   risen_risk (the one that rose most), score_before, score_now (1 to 25; score_before NULL = the register only says that it
--   rises), risks_before (month in which the version before was published), end_planned (the first baseline), end_before,
--   end_now (expected), end_days (moved by), end_before_published (day), same_running (reports in a row with the same text),
--   same_since (month of the first), amber_running (reports or editions), amber_since,
--   amber_ratings (list of those that occur in them), red_running (red reports in a row that
--   ask for no decision), red_since, last_asked (month of the last report that asked for one), missing_running (months),
--   missing_month, missing_due_on, days_late, exempt_reason, overdue_milestones, overdue_milestone (the one expected first),
--   overdue_since (the day on which it was expected)
-- uses: projects/portfolio, projects/register, projects/statuses, projects/slippage, projects/milestone_slips, projects/report_runs, projects/risk_matrix
WITH slips AS (
    SELECT
        project_id,
        count(*) FILTER (slip_days > 0)::INTEGER AS slipped,
        count(*) FILTER (slip_days_before > 0)::INTEGER AS slipped_before,
        arg_max(
            {'name': milestone, 'first': expected_first, 'before': expected_before, 'now': expected_on},
            [if(slip_days_before > 0, 1, 0), slip_days + coalesce(slip_days_before, 0)]
        ) FILTER (slip_days > 0) AS most
    FROM projects_milestone_slips
    GROUP BY project_id
),
rises AS (
    SELECT
        project_id, count(*)::INTEGER AS risen, max(version_before) AS risks_before,
        arg_max(
            {'title': title, 'before': score_before, 'now': score}, [coalesce(score - score_before, 0), coalesce(score, 0)]
        ) AS most
    FROM projects_risk_matrix
    WHERE kind = 'risk' AND is_open AND movement = 'up'
    GROUP BY project_id
),
-- the last version of each month: a correction some days later does not hide that the end moved
ends AS (
    SELECT
        project_id, counted_from AS end_planned, end_expected AS end_now,
        lead(end_expected) OVER newest_first AS end_before,
        lead(as_of) OVER newest_first AS end_before_published
    FROM (
        SELECT project_id, as_of, end_expected, counted_from
        FROM projects_slippage
        QUALIFY row_number() OVER (PARTITION BY project_id, date_trunc('month', as_of) ORDER BY as_of DESC) = 1
    )
    WINDOW newest_first AS (PARTITION BY project_id ORDER BY as_of DESC)
    QUALIFY row_number() OVER newest_first = 1
),
ambers AS (
    SELECT
        project_id, count(*)::INTEGER AS amber_running, min(period) AS amber_since, list(DISTINCT rating) AS amber_ratings
    FROM (
        SELECT
            project_id, period, rating,
            bool_and(coalesce(rating IN ('AG', 'A', 'AR'), FALSE))
                OVER (PARTITION BY project_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS in_run
        FROM projects_statuses
    )
    WHERE in_run
    GROUP BY project_id
),
looked_at AS (
    SELECT
        p.project_id, p.name, p.portfolio_holder, p.rating, p.period, p.source, p.edition, p.is_over_tolerance,
        coalesce(p.rating IN ('G', 'AG'), FALSE) AS is_green,
        -- the report of the month in which it started was due in the month after
        coalesce(
            (date_trunc('month', p.start_on) + INTERVAL 1 MONTH)::DATE + ($report_due_day::INTEGER - 1)
                < coalesce($today::DATE, current_date),
            TRUE) AS has_begun,
        coalesce(s.slipped, 0) AS slipped, coalesce(s.slipped_before, 0) AS slipped_before,
        s.most.name AS slipped_milestone, s.most.first AS milestone_first, s.most.before AS milestone_before,
        s.most.now AS milestone_now,
        p.cost_baseline, p.cost_forecast, p.cost_basis, p.cost_variance_percent,
        coalesce(r.risen, 0) AS risen, r.most.title AS risen_risk, r.most.before AS score_before, r.most.now AS score_now,
        r.risks_before,
        e.end_planned, e.end_before, e.end_now, date_diff('day', e.end_before, e.end_now)::INTEGER AS end_days,
        e.end_before_published,
        coalesce(t.same_running, 0) AS same_running, t.same_since,
        coalesce(a.amber_running, 0) AS amber_running, a.amber_since, a.amber_ratings,
        coalesce(t.red_running, 0) AS red_running, t.red_since, t.last_asked,
        p.missing_running, p.missing_month, p.missing_due_on, p.days_late, g.exempt_reason,
        p.overdue_milestones, p.next_milestone AS overdue_milestone, p.next_milestone_on AS overdue_since
    FROM projects_portfolio AS p
    JOIN projects_register AS g USING (project_id)
    LEFT JOIN slips AS s USING (project_id)
    LEFT JOIN rises AS r USING (project_id)
    LEFT JOIN ends AS e USING (project_id)
    LEFT JOIN ambers AS a USING (project_id)
    LEFT JOIN projects_report_runs AS t USING (project_id)
    WHERE p.is_open
),
asked AS (
    SELECT
        *,
        unnest([
            {'number': 1, 'rule': 'milestones', 'fires': is_green AND slipped > 0 AND slipped_before > 0},
            {'number': 2, 'rule': 'cost', 'fires': is_green AND is_over_tolerance},
            {'number': 3, 'rule': 'risk', 'fires': is_green AND risen > 0},
            {'number': 4, 'rule': 'end_date', 'fires': is_green AND end_days > 0},
            {'number': 5, 'rule': 'same_text', 'fires': source = 'report' AND same_running > 1},
            {'number': 6, 'rule': 'amber', 'fires': amber_running >= 6},
            {'number': 7, 'rule': 'no_decision', 'fires': source = 'report' AND red_running > 0},
            {'number': 8, 'rule': 'report_missing', 'fires': is_green AND missing_month IS NOT NULL},
            {'number': 9, 'rule': 'no_reports', 'fires': source IS NULL AND edition IS NULL AND has_begun},
            {'number': 10, 'rule': 'overdue', 'fires': overdue_milestones > 0}
        ]) AS asks
    FROM looked_at
)
SELECT
    project_id, name, portfolio_holder, asks.number AS rule_number, asks.rule AS rule, rating, period, source,
    slipped, slipped_before, slipped_milestone, milestone_first, milestone_before, milestone_now,
    cost_baseline, cost_forecast, cost_basis, cost_variance_percent,
    risen, risen_risk, score_before, score_now, risks_before,
    end_planned, end_before, end_now, end_days, end_before_published,
    same_running, same_since, amber_running, amber_since, amber_ratings, red_running, red_since, last_asked,
    missing_running, missing_month, missing_due_on, days_late, exempt_reason,
    overdue_milestones, overdue_milestone, overdue_since
FROM asked
WHERE asks.fires
ORDER BY lower(name), project_id, rule_number
