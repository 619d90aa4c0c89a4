-- What was learned from attacks and outages, and where does what was done about it stand? What is still to be done first.
-- parameters: none
-- columns: lesson_id, source, lesson, what_we_did, status (done|under way|planned|not taken up; NULL = not said), owner_role, status_on
SELECT lesson_id, source, lesson, what_we_did, status, owner_role, status_on
FROM current_lessons
ORDER BY coalesce(list_position(['under way', 'planned', 'done', 'not taken up'], status), 9), status_on DESC NULLS LAST, lesson_id
