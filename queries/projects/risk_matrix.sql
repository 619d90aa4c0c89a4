-- Every risk and issue as it stands, with its score and how that moved since the version before. Versions are compared month
-- by month of publication, the last of each month, so that a correction is no movement.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register; with any of them, risks
--   of the whole council are left out)
-- columns: item_id, project_id (NULL = the whole council), name (of the project), kind (risk|issue), title, cause_event_effect,
--   category, likelihood (1 to 5), impact (1 to 5), score (1 to 25; likelihood times impact where the file has none),
--   target_score, likelihood_before, impact_before, score_before (in the version before; NULL = there is none), version_before
--   (its month of publication), movement (up|down|same|new|closed; NULL = not known), is_as_told (the movement is the
--   register's own word: there is no version to compare), is_open, counts (it is open, and its project is not
--   cancelled or on hold), is_cyber (said to touch cyber security, or so by its
--   category), owner_role, mitigation_planned, mitigation_done, reviewed_on, due_on, escalated_to
-- uses: projects/register
WITH versions AS (
    SELECT
        *,
        date_trunc('month', coalesce(published_at, current_date))::DATE AS version,
        coalesce(score, likelihood_1_5 * impact_1_5)::INTEGER AS scored,
        status IS DISTINCT FROM 'closed' AS is_open
    FROM published_risks_issues
    QUALIFY row_number() OVER (
        PARTITION BY item_id, date_trunc('month', coalesce(published_at, current_date)) ORDER BY publish_order DESC) = 1
),
compared AS (
    SELECT
        *,
        lag(likelihood_1_5) OVER one AS likelihood_before,
        lag(impact_1_5) OVER one AS impact_before,
        lag(scored) OVER one AS score_before,
        lag(version) OVER one AS version_before,
        lag(is_open) OVER one AS was_open,
        version = max(version) OVER (PARTITION BY item_id) AS is_newest,
        min(version) OVER () AS first_of_all
    FROM versions
    WINDOW one AS (PARTITION BY item_id ORDER BY version)
)
SELECT
    c.item_id, c.project_id, r.name, c.kind, c.title, c.cause_event_effect, c.category,
    c.likelihood_1_5 AS likelihood, c.impact_1_5 AS impact, c.scored AS score, c.target_score,
    c.likelihood_before, c.impact_before, c.score_before, c.version_before,
    CASE
        WHEN NOT c.is_open THEN if(c.was_open, 'closed', NULL)
        WHEN c.score_before IS NOT NULL AND c.scored IS NOT NULL
            THEN CASE sign(c.scored - c.score_before) WHEN 1 THEN 'up' WHEN -1 THEN 'down' ELSE 'same' END
        WHEN c.version_before IS NULL AND c.version > c.first_of_all THEN 'new'
        ELSE c.trend
    END AS movement,
    c.is_open AND (c.score_before IS NULL OR c.scored IS NULL) AND (c.version_before IS NOT NULL OR c.version = c.first_of_all)
        AND c.trend IS NOT NULL AS is_as_told,
    c.is_open,
    c.is_open AND coalesce(r.standing NOT IN ('cancelled', 'on_hold'), TRUE) AS counts,
    coalesce(c.affects_cyber, FALSE) OR coalesce(contains(lower(c.category), 'cyber'), FALSE) AS is_cyber,
    c.owner_role, c.mitigation_planned, c.mitigation_done, c.reviewed_on, c.due_on, c.escalated_to
FROM compared AS c
LEFT JOIN projects_register AS r USING (project_id)
WHERE c.is_newest
  AND (r.project_id IS NOT NULL
       OR ($project IS NULL AND $portfolio_holder IS NULL AND $directorate IS NULL AND $type IS NULL AND $objective IS NULL))
ORDER BY c.is_open DESC, score DESC NULLS LAST, c.kind DESC, c.item_id
