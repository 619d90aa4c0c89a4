-- What the things are called that the parts of a kind are about, as members see them now (with a draft, as it calls them).
-- parameters: $kind (of a register: projects, highlight_reports, milestones, risks_issues, finance, objectives, areas, meetings)
-- columns: thing_id (first piece of a part's key), name
WITH named AS (
    SELECT
        project_id AS thing_id, arg_max(name, coalesce(edition, DATE '9999-01-01')) AS name,
        unnest(['projects', 'highlight_reports']) AS kind
    FROM current_projects GROUP BY project_id
    UNION ALL
    SELECT milestone_id, name || coalesce(' (' || project_id || ')', ''), 'milestones' FROM current_milestones
    UNION ALL
    SELECT item_id, title || coalesce(' (' || project_id || ')', ''), 'risks_issues' FROM current_risks_issues
    UNION ALL
    SELECT objective_id, name, 'objectives' FROM current_objectives
    UNION ALL
    SELECT area_id, area_name, 'areas' FROM current_areas
    UNION ALL
    SELECT meeting_id, committee || coalesce(', ' || meeting_date::VARCHAR, ''), 'meetings' FROM current_meetings
)
SELECT thing_id, name
FROM named
WHERE kind = $kind AND name IS NOT NULL
ORDER BY thing_id
