-- Scrutiny reviews: the exhibits that a committee looks at together, under a title and a scope.

CREATE TABLE reviews (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    review_id VARCHAR, title VARCHAR, scope VARCHAR, committee VARCHAR,
    exhibits VARCHAR,                  -- as the address of My list has them, '*' between (briefing/own_list.py)
    retired_on DATE
);

CREATE VIEW current_reviews AS
SELECT t.* FROM reviews AS t
JOIN current_slices AS c ON c.kind = 'reviews' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
