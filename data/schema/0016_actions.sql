-- What committees asked, recommended or were promised, and what became of it.

CREATE TABLE actions (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    action_id VARCHAR, kind VARCHAR, meeting_id VARCHAR, committee VARCHAR, raised_on DATE, "text" VARCHAR, title VARCHAR,
    owner_role VARCHAR, due_on DATE, status VARCHAR, response VARCHAR, reply VARCHAR, closed_on DATE, evidence VARCHAR,
    measure_id VARCHAR, project_id VARCHAR, restricted BOOLEAN
);

CREATE VIEW current_actions AS
SELECT t.* FROM actions AS t
JOIN current_slices AS c ON c.kind = 'actions' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
