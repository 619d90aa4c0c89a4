-- Which other plan an objective or a project belongs to as well, and where what a project brings will run.

ALTER TABLE objectives ADD COLUMN related_plan VARCHAR;
ALTER TABLE objectives ADD COLUMN related_plan_link VARCHAR;
ALTER TABLE projects ADD COLUMN hosting VARCHAR;  -- cloud | shared | on site, or in the council's own words
ALTER TABLE projects ADD COLUMN related_plan VARCHAR;
ALTER TABLE projects ADD COLUMN related_plan_link VARCHAR;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_objectives AS
SELECT t.* FROM objectives AS t
JOIN current_slices AS c ON c.kind = 'objectives' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE OR REPLACE VIEW current_projects AS
SELECT t.* FROM projects AS t
JOIN current_slices AS c ON c.kind = 'projects' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;

CREATE OR REPLACE VIEW published_projects AS
SELECT t.*, l.published_at, l.publish_order FROM projects AS t JOIN live_submissions AS l USING (submission_id);
