-- Runs of highlight reports up to the newest: how many say word for word the same (summary, activities done and planned;
-- capitals, spaces and punctuation make no difference), and how many are red without asking for a decision.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, month (of the newest report), same_running (reports in a row with the newest text; 1 = a new text),
--   same_since (month of the first of them), asks_decision (the newest asks for one), last_asked (month of the newest report
--   that asks for one), red_running (reports in a row, up to the newest, that are red and ask for none), red_since
-- uses: projects/register
WITH said AS (
    SELECT
        h.project_id, h.month, h.rag_overall AS rating,
        regexp_replace(
            lower(concat_ws(' / ', coalesce(h.status_summary, ''), coalesce(h.done_this_period, ''), coalesce(h.planned_next_period, ''))),
            '[^a-z0-9/]+', ' ', 'g') AS words,
        NOT regexp_full_match(
            lower(trim(coalesce(h.decisions_needed, ''))),
            '(none|nil|no|n/?a|[-–—.]*)[.]?|(none|nil|not?)( (decisions?|applicable|are|is|needed|required|at|this|time|present|month|period))+[.]?')
            AS asks,
        row_number() OVER (PARTITION BY h.project_id ORDER BY h.month DESC) AS position
    FROM current_highlight_reports AS h
    JOIN projects_register AS r USING (project_id)
),
compared AS (
    SELECT
        *,
        coalesce(words = first_value(words) OVER newest_first, FALSE) AND regexp_matches(words, '[a-z0-9]') AS is_same,
        rating IS NOT DISTINCT FROM 'R' AND NOT asks AS is_silent
    FROM said
    WINDOW newest_first AS (PARTITION BY project_id ORDER BY position)
),
running AS (
    SELECT
        *,
        bool_and(is_same OR position = 1) OVER up_to_here AS in_same_run,
        bool_and(is_silent) OVER up_to_here AS in_silent_run
    FROM compared
    WINDOW up_to_here AS (PARTITION BY project_id ORDER BY position ROWS UNBOUNDED PRECEDING)
)
SELECT
    project_id, max(month) AS month,
    count(*) FILTER (in_same_run)::INTEGER AS same_running,
    min(month) FILTER (in_same_run) AS same_since,
    bool_or(asks AND position = 1) AS asks_decision,
    max(month) FILTER (asks) AS last_asked,
    count(*) FILTER (in_silent_run)::INTEGER AS red_running,
    min(month) FILTER (in_silent_run) AS red_since
FROM running
GROUP BY project_id
ORDER BY project_id
