-- Who owes what for a month, and by when: figures, highlight reports, channel volumes, incidents, finance lines, and the
-- explanations of unusual figures; besides, whatever the month, tests, plans and accreditations whose day is past, and undecided contracts.
-- parameters: $month, $today, $late_after_day (as in due/month), $report_due_day (as in due/reports), $financial_year_starts
--   (as in due/finance)
-- columns: kind (kpi_values|highlight_reports|channel_volumes|incidents|finance|explanations|assurance|contracts), thing_id (measure,
--   project, service, month, financial year, test or contract), name, owner_role (the post or directorate that owes it; NULL = nobody is named),
--   month (first day), due_on (date), state (in|late: not in, and due before today|due), days_late (of what is late; else 0),
--   standing (owed whatever the month, once its day is near or past)
-- uses: due/figures, due/reports, due/volumes, due/incidents, due/finance, due/explanations, due/assurance, due/contracts
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL, project = NULL, portfolio_holder = NULL
-- fixes: type = NULL, objective = NULL
WITH owed AS (
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_figures
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_reports
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_volumes
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_incidents
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_finance
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_explanations
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_assurance
    UNION ALL
    SELECT kind, thing_id, name, owner_role, due_on, is_in FROM due_contracts
)
SELECT
    o.kind, o.thing_id, o.name, o.owner_role, m.month, o.due_on,
    CASE WHEN o.is_in THEN 'in' WHEN o.due_on < m.today THEN 'late' ELSE 'due' END AS state,
    CASE WHEN o.is_in THEN 0 ELSE greatest(0, date_diff('day', o.due_on, m.today)) END::INTEGER AS days_late,
    o.kind IN ('assurance', 'contracts') AS standing
FROM owed AS o
CROSS JOIN due_month AS m
ORDER BY o.owner_role NULLS LAST, o.is_in, o.due_on, o.kind, lower(o.name), o.thing_id
