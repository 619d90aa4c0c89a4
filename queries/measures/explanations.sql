-- What officers say about a measure's periods: the explanations that stand now. Of two for one period, the one published
-- last.
-- parameters: $measure_id (NULL = all), $financial_year_starts (as in measures/submitted)
-- columns: measure_id, month (the first of the period), cause, explanation, exceptional (the period leaves mean and limits),
--   author_role, action (what was done about it), owner_role (who sees to it), closed_on (NULL = open), published_at (UTC;
--   NULL = a draft)
WITH placed AS (
    SELECT
        e.measure_id, rules.months_of(d.period) AS months,
        rules.period_start(e.month, months, $financial_year_starts::INTEGER) AS month,
        e.cause, e.explanation, coalesce(e.exceptional, false) AS exceptional, e.author_role, e.action, e.owner_role, e.closed_on, l.published_at,
        l.publish_order, e.month AS written_month
    FROM current_explanations AS e
    JOIN live_submissions AS l USING (submission_id)
    LEFT JOIN current_measures AS d ON d.measure_id = e.measure_id
    WHERE rules.is_asked_for(e.measure_id, $measure_id)
)
SELECT measure_id, month, cause, explanation, exceptional, author_role, action, owner_role, closed_on, published_at
FROM placed
QUALIFY months = 1
     OR row_number() OVER (PARTITION BY measure_id, month ORDER BY publish_order DESC, written_month DESC) = 1
ORDER BY measure_id, month
