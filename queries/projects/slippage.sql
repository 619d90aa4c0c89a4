-- How many days later than first agreed each project is expected to end, version by version: each day on which the council's
-- register was published, or each edition of a yearly publication. Moving the baseline does not hide slippage: it counts from
-- the first baseline ever published; where there is none, from the first end date that was published.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, name, as_of (the day of publication; first day of the edition), source (register|edition),
--   end_baseline (as that version has it), end_expected (the day it ended; else the forecast), counted_from (date),
--   counted_from_what (baseline|first end date), slippage_days (above 0 = later), is_rebaselined (its baseline is no longer
--   the first one), position (1 = the newest version)
-- uses: projects/register
WITH joined_by_name AS (
    SELECT
        arg_max(project_id, coalesce(edition, DATE '9999-01-01'))
            OVER (PARTITION BY regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) AS project_id,
        edition, end_baseline, end_forecast, end_actual, submission_id
    FROM current_projects
),
versions AS (
    SELECT
        project_id, coalesce(published_at::DATE, current_date) AS as_of, publish_order, 'register' AS source, end_baseline,
        coalesce(end_actual, end_forecast) AS end_expected
    FROM published_projects
    WHERE edition IS NULL
    UNION ALL
    SELECT project_id, edition, submission_id, 'edition', end_baseline, coalesce(end_actual, end_forecast)
    FROM joined_by_name
    WHERE edition IS NOT NULL
),
by_day AS (
    SELECT v.*, r.name
    FROM versions AS v
    JOIN projects_register AS r USING (project_id)
    WHERE v.source = if(r.edition IS NULL, 'register', 'edition')
    QUALIFY row_number() OVER (PARTITION BY v.project_id, v.as_of ORDER BY v.publish_order DESC) = 1
),
counted AS (
    SELECT
        *,
        arg_min(end_baseline, as_of) OVER (PARTITION BY project_id) AS first_baseline,  -- leaves NULL out
        arg_min(end_expected, as_of) OVER (PARTITION BY project_id) AS first_expected
    FROM by_day
)
SELECT
    project_id, name, as_of, source, end_baseline, end_expected,
    coalesce(first_baseline, first_expected) AS counted_from,
    if(first_baseline IS NULL, 'first end date', 'baseline') AS counted_from_what,
    date_diff('day', coalesce(first_baseline, first_expected), end_expected)::INTEGER AS slippage_days,
    coalesce(end_baseline <> first_baseline, FALSE) AS is_rebaselined,
    row_number() OVER (PARTITION BY project_id ORDER BY as_of DESC) AS position
FROM counted
ORDER BY lower(name), project_id, as_of
