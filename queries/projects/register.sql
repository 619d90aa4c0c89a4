-- Every project as the register has it now: of a yearly publication, its newest edition. Where editions give a project
-- another code, or none, the name joins them.
-- parameters: $project (project id; NULL = all), $portfolio_holder (NULL = all), $directorate (NULL = all), $type (run |
--   transform; NULL = both), $objective (an objective's id; NULL = all)
-- columns: project_id, name, type, aims_plain, category, corporate_priority, objective (codes with ; between), directorate,
--   portfolio_holder, sro, project_manager, board, stage, options_considered, start_baseline, start_forecast, start_actual,
--   end_baseline, end_forecast, end_actual, whole_life_cost_baseline, whole_life_cost_forecast, fy_baseline, fy_forecast,
--   fy_actual (£), funding_source, mtfp_ref, benefits_baseline, benefits_forecast, benefits_delivered (£), dca_overall (G|AG|
--   A|AR|R|B|not_rated|exempt), dca_overall_as_written, forward_look (improving|no_change|worsening), status_narrative,
--   schedule_narrative, variance_narrative, budget_narrative, exempt_reason, withheld, shared_service_with, hosting (cloud|shared|on
--   site, or own words), related_plan, related_plan_link (https), review_due_on, closed_on, edition (NULL = the council's own register), standing (open|on_hold|cancelled|ended: by its dates, and by how
--   its stage begins), is_open (standing is open: it counts), published_at (UTC)
WITH known AS (
    SELECT
        p.*, l.published_at,
        arg_max(p.project_id, coalesce(p.edition, DATE '9999-01-01'))
            OVER (PARTITION BY regexp_replace(lower(p.name), '[^a-z0-9]+', ' ', 'g')) AS own_id
    FROM current_projects AS p
    JOIN live_submissions AS l USING (submission_id)
)
SELECT
    own_id AS project_id, name, type, aims_plain, category, corporate_priority, objective, directorate, portfolio_holder, sro,
    project_manager, board, stage, options_considered, start_baseline, start_forecast, start_actual, end_baseline,
    end_forecast, end_actual, whole_life_cost_baseline, whole_life_cost_forecast, fy_baseline, fy_forecast, fy_actual,
    funding_source, mtfp_ref, benefits_baseline, benefits_forecast, benefits_delivered, dca_overall, dca_overall_as_written,
    forward_look, status_narrative, schedule_narrative, variance_narrative, budget_narrative, exempt_reason, withheld,
    shared_service_with, hosting, related_plan, related_plan_link, review_due_on, closed_on, edition,
    CASE
        WHEN regexp_matches(lower(trim(stage)), '^(cancell?ed|withdrawn|stopped|terminated|abandoned|discontinued)\b') THEN 'cancelled'
        WHEN closed_on IS NOT NULL OR end_actual IS NOT NULL THEN 'ended'
        WHEN regexp_matches(lower(trim(stage)), '^((put )?on[ -]hold|paused|suspended)\b') THEN 'on_hold'
        ELSE 'open'
    END AS standing,
    standing = 'open' AS is_open,
    published_at
FROM known
WHERE ($project IS NULL OR own_id = $project)
  AND ($portfolio_holder IS NULL OR portfolio_holder = $portfolio_holder)
  AND ($directorate IS NULL OR directorate = $directorate)
  AND ($type IS NULL OR type = $type)
  AND ($objective IS NULL OR list_contains(string_split_regex(coalesce(objective, '') || ';' || coalesce(corporate_priority, ''), '\s*[;,]\s*'), $objective))
QUALIFY row_number() OVER (PARTITION BY own_id ORDER BY coalesce(edition, DATE '9999-01-01') DESC, published_at DESC) = 1
ORDER BY lower(name), own_id
