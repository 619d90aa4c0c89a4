-- What committees asked, recommended or were promised, and where each stands: overdue first, then what is open longest.
-- Of what was raised in private session only the sort, the committee, the days and the state are shown.
-- parameters: $committee (NULL = all), $today (the day to count from; NULL = today)
-- columns: action_id, kind (question|action|recommendation), meeting_id, committee, raised_on (that of the meeting where the
--   file names none), text, title (a few words), owner_role, due_on, state (overdue|open|in_progress|done|dropped; open and in_progress: not
--   due yet, or without a day), days_open (from raised_on to $today or to closed_on), days_late (past due_on: of one that is
--   open up to $today, of one that is done up to closed_on; NULL = in time, or no day), response (accepted|partly_accepted|
--   rejected|awaited; of recommendations), reply, closed_on, evidence (an address within the dashboard), measure_id,
--   measure_name, project_id, project_name, restricted
-- kinds: actions, meetings, measures, projects
-- uses: measures/definitions
WITH dated AS (
    SELECT
        a.* EXCLUDE (submission_id, source_row, slice_key),
        coalesce(a.raised_on, m.meeting_date) AS raised,
        coalesce(a.committee, m.committee) AS of_committee,
        coalesce(a.restricted, false) AS hidden,
        coalesce($today::DATE, current_date) AS today,
        CASE WHEN a.status = 'dropped' THEN 'dropped'
             WHEN a.status = 'done' OR a.closed_on IS NOT NULL THEN 'done'
             WHEN a.due_on < today THEN 'overdue'
             WHEN a.status = 'in_progress' THEN 'in_progress'
             ELSE 'open' END AS state
    FROM current_actions AS a
    LEFT JOIN current_meetings AS m ON m.meeting_id = a.meeting_id
)
SELECT
    d.action_id, d.kind, d.meeting_id, d.of_committee AS committee, d.raised AS raised_on,
    CASE WHEN NOT d.hidden THEN d."text" END AS "text",
    CASE WHEN NOT d.hidden THEN d.title END AS title,
    CASE WHEN NOT d.hidden THEN d.owner_role END AS owner_role,
    d.due_on, d.state,
    date_diff('day', d.raised, CASE WHEN d.state IN ('done', 'dropped') THEN d.closed_on ELSE d.today END) AS days_open,
    nullif(greatest(date_diff('day', d.due_on, CASE d.state WHEN 'overdue' THEN d.today WHEN 'done' THEN d.closed_on END), 0), 0)
        AS days_late,
    CASE WHEN NOT d.hidden AND d.kind = 'recommendation' THEN coalesce(d.response, 'awaited') END AS response,
    CASE WHEN NOT d.hidden THEN d.reply END AS reply,
    d.closed_on,
    CASE WHEN NOT d.hidden THEN d.evidence END AS evidence,
    CASE WHEN NOT d.hidden THEN d.measure_id END AS measure_id,
    CASE WHEN NOT d.hidden THEN n.name END AS measure_name,
    CASE WHEN NOT d.hidden THEN d.project_id END AS project_id,
    CASE WHEN NOT d.hidden THEN p.name END AS project_name,
    d.hidden AS restricted
FROM dated AS d
LEFT JOIN measures_definitions AS n ON n.measure_id = d.measure_id
LEFT JOIN current_projects AS p ON p.project_id = d.project_id
WHERE $committee IS NULL OR d.of_committee = $committee
ORDER BY
    CASE d.state WHEN 'overdue' THEN 0 WHEN 'open' THEN 1 WHEN 'in_progress' THEN 1 ELSE 2 END,
    d.due_on NULLS LAST, d.closed_on DESC NULLS LAST, d.raised, d.action_id
