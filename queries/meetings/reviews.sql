-- The scrutiny reviews that the council keeps: the exhibits that each looks at together, those that go on first.
-- parameters: $today (the day to count from; NULL = today)
-- columns: review_id, title, scope, committee (NULL = of none), exhibits (as the address of My list has them, * between), retired_on (the day
--   it ended or will end; NULL = none), is_open (it has not ended by that day), changed_on (the day its present state was published)
SELECT
    r.review_id, r.title, r.scope, r.committee, r.exhibits, r.retired_on,
    coalesce(r.retired_on > coalesce($today, current_date), TRUE) AS is_open,
    l.published_at::DATE AS changed_on
FROM current_reviews AS r
JOIN live_submissions AS l USING (submission_id)
ORDER BY is_open DESC, changed_on DESC, r.title, r.review_id
