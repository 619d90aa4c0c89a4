-- Which milestones slipped in the two newest versions of a project's milestones: was each expected later than in the version
-- before? Versions are compared month by month of publication, the last of each month, so that a correction is no slip.
-- A milestone that is cancelled in the newest version is left out.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, milestone_id, milestone, critical, is_done, version (month of publication of the newest version),
--   expected_first (before both versions), expected_before (in the version before the newest), expected_on (in the newest),
--   slip_days_before (in the version before the newest; above 0 = later), slip_days (in the newest)
-- uses: projects/register
WITH versions AS (
    SELECT
        milestone_id, project_id, name AS milestone, coalesce(critical, FALSE) AS critical, previous_forecast,
        date_trunc('month', coalesce(published_at, current_date))::DATE AS version,
        coalesce(actual_date, forecast_date, baseline_date) AS expected_on,
        actual_date IS NOT NULL OR coalesce(status = 'done', FALSE) AS is_done,
        NOT is_done AND status IS NOT DISTINCT FROM 'cancelled' AS is_cancelled
    FROM published_milestones
    QUALIFY row_number() OVER (
        PARTITION BY milestone_id, date_trunc('month', coalesce(published_at, current_date)) ORDER BY publish_order DESC) = 1
),
compared AS (
    SELECT
        *,
        -- the first version has no version before it, but may say what was expected then
        coalesce(lag(expected_on) OVER (PARTITION BY milestone_id ORDER BY version), previous_forecast) AS was_expected,
        dense_rank() OVER (PARTITION BY project_id ORDER BY version DESC) AS place
    FROM versions
)
SELECT
    c.project_id, c.milestone_id, arg_min(c.milestone, c.place) AS milestone, arg_min(c.critical, c.place) AS critical,
    arg_min(c.is_done, c.place) AS is_done, max(c.version) AS version,
    max(c.was_expected) FILTER (c.place = 2) AS expected_first,
    max(c.was_expected) FILTER (c.place = 1) AS expected_before,
    max(c.expected_on) FILTER (c.place = 1) AS expected_on,
    max(date_diff('day', c.was_expected, c.expected_on)) FILTER (c.place = 2)::INTEGER AS slip_days_before,
    max(date_diff('day', c.was_expected, c.expected_on)) FILTER (c.place = 1)::INTEGER AS slip_days
FROM compared AS c
JOIN projects_register AS r USING (project_id)
WHERE c.place <= 2
GROUP BY c.project_id, c.milestone_id
HAVING NOT arg_min(c.is_cancelled, c.place)
ORDER BY c.project_id, c.milestone_id
