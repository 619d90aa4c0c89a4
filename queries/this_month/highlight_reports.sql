-- The rows of the month's template of highlight reports: every project that still owes one. What the report before said is
-- a guide only: a status that copies itself is what scrutiny is about.
-- parameters: $month, $today, $late_after_day, $report_due_day (as in due/reports)
-- columns: project_id, month (first day), guide_name, guide_due_on (date), guide_last_report (the month of the report
--   before; NULL = none), guide_last_status (in the words of the file), guide_last_summary, guide_planned_then (what it
--   planned for the time after)
-- uses: due/reports
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
SELECT
    r.thing_id AS project_id, m.month,
    r.name AS guide_name, r.due_on AS guide_due_on, h.month AS guide_last_report,
    coalesce(h.rag_overall_as_written, h.rag_overall) AS guide_last_status,
    h.status_summary AS guide_last_summary, h.planned_next_period AS guide_planned_then
FROM due_reports AS r
CROSS JOIN due_month AS m
LEFT JOIN (
    SELECT h.*
    FROM current_highlight_reports AS h
    JOIN due_month AS m ON h.month < m.month
    QUALIFY row_number() OVER (PARTITION BY h.project_id ORDER BY h.month DESC) = 1
) AS h ON h.project_id = r.thing_id
WHERE NOT r.is_in
ORDER BY lower(r.name), r.thing_id
