-- What the council wants to reach: ambitions, principles, objectives and corporate priorities.
-- parameters: none
-- columns: objective_id, level (ambition|principle|objective|corporate_priority), name, plain_meaning, parent_id, owner_role, related_plan,
--   related_plan_link (https)
SELECT objective_id, level, name, plain_meaning, parent_id, owner_role, related_plan, related_plan_link
FROM current_objectives
ORDER BY array_position(['ambition', 'principle', 'objective', 'corporate_priority'], level), objective_id
