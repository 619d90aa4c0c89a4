-- What a member can search for: every measure, online service, project, open risk and issue, objective, portfolio holder, IT
-- contract, scrutiny review, accreditation, test and plan that stands, lesson, and what committees asked, recommended or were promised; nothing of what was
-- raised or reported in private session but that there is such a test.
-- parameters: none
-- columns: kind (measure|service|project|risk|objective|holder|contract|review|test|lesson|action), id, name, words (what else it is found by: its definition,
--   aims, cause, directorate, reply), within (of a risk: its project, NULL = the whole council; of an objective: its level), offered (of a service: whether
--   Channel shift can be looked at for it alone)
-- uses: measures/definitions, channels/services, projects/register, projects/objectives, cyber/assurance, cyber/lessons
SELECT 'measure' AS kind, measure_id AS id, name, concat_ws(' ', replace(measure_id, '_', ' '), theme, plain_meaning) AS words,
    NULL AS within, TRUE AS offered
FROM measures_definitions
UNION ALL
SELECT 'service', v.service_id, v.name, concat_ws(' ', replace(v.service_id, '-', ' '), o.description, v.directorate), NULL,
    v.has_volumes OR v.launched_on IS NOT NULL
FROM channels_services AS v
LEFT JOIN current_online_services AS o USING (service_id)
UNION ALL
SELECT 'project', project_id, name, concat_ws(' ', project_id, aims_plain, category, directorate), NULL, TRUE
FROM projects_register
UNION ALL
SELECT 'risk', item_id, title, concat_ws(' ', r.item_id, r.cause_event_effect, r.category, p.name), p.project_id, TRUE
FROM current_risks_issues AS r
LEFT JOIN projects_register AS p USING (project_id)
WHERE r.status IS DISTINCT FROM 'closed'
UNION ALL
SELECT 'objective', objective_id, name, concat_ws(' ', objective_id, plain_meaning), level, TRUE
FROM projects_objectives
UNION ALL
SELECT 'holder', portfolio_holder, portfolio_holder, string_agg(name, ' '), NULL, TRUE
FROM projects_register
WHERE portfolio_holder IS NOT NULL
GROUP BY portfolio_holder
UNION ALL
SELECT 'test', min(item_id), concat_ws(': ', scheme, coalesce(title, service)), concat_ws(' ', service, any_value(owner_role)), NULL, TRUE
FROM cyber_assurance
WHERE state <> 'replaced'
GROUP BY scheme, title, service
UNION ALL
SELECT 'lesson', lesson_id, lesson, concat_ws(' ', 'lesson learned', source, what_we_did), NULL, TRUE
FROM cyber_lessons
UNION ALL
SELECT 'action', action_id, coalesce(title, if(length("text") > 90, "text"[:89] || '…', "text")),
    concat_ws(' ', action_id, kind, "text", owner_role, reply), NULL, TRUE
FROM current_actions
WHERE NOT coalesce(restricted, FALSE)
UNION ALL
SELECT 'contract', contract_id, service, concat_ws(' ', contract_id, supplier, decision, note), NULL, TRUE
FROM current_contracts
UNION ALL
SELECT 'review', review_id, title, concat_ws(' ', 'scrutiny review', scope, committee), NULL, TRUE
FROM current_reviews
ORDER BY kind, name, id
