-- Whether the month's incidents are owed: where incidents have come in before.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (incidents), thing_id (the month, such as 2026-10), name, owner_role (of the measure incidents; NULL =
--   nobody is named), due_on (date), is_in (the whole month's have been published)
-- kinds: incidents
-- uses: due/month, measures/lateness
-- fixes: measure_id = NULL, service = NULL, directorate = NULL, by = NULL
SELECT
    'incidents' AS kind, strftime(m.month, '%Y-%m') AS thing_id, 'Incidents of ' || strftime(m.month, '%B %Y') AS name,
    l.owner_role,
    least((m.month + INTERVAL 1 MONTH)::DATE + (l.due_day - 1), last_day((m.month + INTERVAL 1 MONTH)::DATE)) AS due_on,
    EXISTS (
        SELECT 1 FROM current_slices AS c JOIN submissions AS s USING (submission_id)
        WHERE c.kind = 'incidents' AND c.slice_key = strftime(m.month, '%Y-%m')
          AND m.ends_on <= coalesce(s.period_to, s.submitted_at::DATE)
    ) AS is_in
FROM measures_lateness AS l
CROSS JOIN due_month AS m
WHERE l.measure_id = 'incidents'
  AND m.month >= (SELECT min(month) FROM current_incident_sums)
