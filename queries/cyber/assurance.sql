-- Every accreditation, test, exercise and plan, and where it stands on the day $today: what has expired or is overdue first. Of several
-- of one sort, service and title the one done last stands, the others are replaced. Of what was reported in private session the days
-- are shown, and nothing of its result, findings, figures and note.
-- parameters: $today (the day to count from; NULL = today)
-- columns: item_id, scheme, title, service_key (as in cyber/service_names), service_id, service (NULL = the whole council), owner_role, done_on, months_since
--   (whole months since done_on; NULL = not done yet), result (passed|passed with findings|not passed|in progress), critical_open, high_open,
--   medium_open, low_open, critical_closed, high_closed, medium_closed, low_closed (counts), open_findings, closed_findings (their sums;
--   NULL = not stated), valid_until, next_due, ends_on (the first of both), state (expired: valid_until is past; overdue: next_due is past;
--   not_passed; soon: either within 6 months; planned: not done yet; in_date; undated: neither day is named; replaced), months_past, days_past (since
--   ends_on; NULL = not past), days_left (to ends_on; NULL = past), target_recovery_hours, achieved_recovery_hours (hours), phishing_sent,
--   phishing_reported, phishing_clicked (counts; clicks only with a difficulty), difficulty (low|medium|high), minutes_to_first_report,
--   restricted (reported in private session), private_session_on, note
-- uses: cyber/service_names
WITH dated AS (
    SELECT
        a.* EXCLUDE (submission_id, source_row, slice_key, service),
        n.key AS service_key, n.service_id, n.name AS service,
        a.private_session_on IS NOT NULL AS restricted,
        coalesce($today::DATE, current_date) AS today,
        CASE WHEN a.done_on <= coalesce($today::DATE, current_date) THEN a.done_on END AS done,
        least(a.valid_until, a.next_due) AS first_end,
        CASE WHEN a.valid_until < coalesce($today::DATE, current_date) THEN a.valid_until
             WHEN a.next_due < coalesce($today::DATE, current_date) THEN a.next_due END AS past
    FROM current_assurance AS a
    LEFT JOIN cyber_service_names AS n ON n.written = a.service
),
shown AS (
    SELECT
        d.*,
        CASE WHEN NOT restricted THEN result END AS told,
        done IS NOT NULL AND row_number() OVER (
            PARTITION BY scheme, coalesce(service_key, ''), lower(coalesce(title, '')), done IS NULL ORDER BY done DESC, item_id DESC
        ) > 1 AS replaced
    FROM dated AS d
),
judged AS (
    SELECT
        *,
        CASE
            WHEN replaced THEN 'replaced'
            WHEN valid_until < today THEN 'expired'
            WHEN next_due < today THEN 'overdue'
            WHEN told = 'not passed' THEN 'not_passed'
            WHEN first_end <= today + INTERVAL 6 MONTH THEN 'soon'
            WHEN done IS NULL THEN 'planned'
            WHEN first_end IS NULL THEN 'undated'
            ELSE 'in_date'
        END AS state
    FROM shown
)
SELECT
    item_id, scheme, title, service_key, service_id, service, owner_role, done AS done_on, date_sub('month', done, today) AS months_since,
    told AS result,
    CASE WHEN NOT restricted THEN critical_open END AS critical_open,
    CASE WHEN NOT restricted THEN high_open END AS high_open,
    CASE WHEN NOT restricted THEN medium_open END AS medium_open,
    CASE WHEN NOT restricted THEN low_open END AS low_open,
    CASE WHEN NOT restricted THEN critical_closed END AS critical_closed,
    CASE WHEN NOT restricted THEN high_closed END AS high_closed,
    CASE WHEN NOT restricted THEN medium_closed END AS medium_closed,
    CASE WHEN NOT restricted THEN low_closed END AS low_closed,
    CASE WHEN NOT restricted THEN list_sum([j.critical_open, j.high_open, j.medium_open, j.low_open])::INTEGER END AS open_findings,
    CASE WHEN NOT restricted THEN list_sum([j.critical_closed, j.high_closed, j.medium_closed, j.low_closed])::INTEGER END AS closed_findings,
    valid_until, next_due, coalesce(past, first_end) AS ends_on, state,
    date_sub('month', past, today) AS months_past, date_diff('day', past, today) AS days_past,
    CASE WHEN past IS NULL THEN date_diff('day', today, first_end) END AS days_left,
    CASE WHEN NOT restricted THEN target_recovery_hours END AS target_recovery_hours,
    CASE WHEN NOT restricted THEN achieved_recovery_hours END AS achieved_recovery_hours,
    CASE WHEN NOT restricted THEN phishing_sent END AS phishing_sent,
    CASE WHEN NOT restricted THEN phishing_reported END AS phishing_reported,
    CASE WHEN NOT restricted AND difficulty IS NOT NULL THEN phishing_clicked END AS phishing_clicked,
    CASE WHEN NOT restricted THEN difficulty END AS difficulty,
    CASE WHEN NOT restricted THEN minutes_to_first_report END AS minutes_to_first_report,
    restricted, private_session_on,
    CASE WHEN NOT restricted THEN note END AS note
FROM judged AS j
ORDER BY
    list_position(['expired', 'overdue', 'not_passed', 'soon', 'planned', 'in_date', 'undated', 'replaced'], state)
        - if(state = 'overdue', 1, 0),  -- expired and overdue together, the longest past first
    coalesce(past, first_end) NULLS LAST, done DESC NULLS LAST, scheme, title, item_id
