-- Sums of one incidents submission, per slice (month of opened_at), written in the transaction that saves its draft.
-- Every combination of directorate and category, each also as '*' (all), so that medians need no raw rows later.
-- parameters: $submission_id
-- writes: incident_sums (minutes and hours as named), incident_backlog (counts)

INSERT INTO incident_sums
WITH stated AS (
    SELECT
        slice_key,
        date_trunc('month', opened_at)::DATE AS month,
        coalesce(directorate, 'Not stated') AS directorate,
        coalesce(category, 'Not stated') AS category,
        work_time_lost_minutes,
        lower(coalesce(category, '')) LIKE '%password%' OR lower(coalesce(subcategory, '')) LIKE '%password%' AS password_reset,
        -- closed is the next best end where a desk does not record the resolution
        -- whole microseconds: their sum is exact, and their median is found sooner than one of fractions
        CASE WHEN coalesce(resolved_at, closed_at) >= opened_at
             THEN epoch_us(coalesce(resolved_at, closed_at)) - epoch_us(opened_at) END AS took,
        reopened_count,
        resolved_first_contact
    FROM incidents
    WHERE submission_id = $submission_id
)
SELECT
    $submission_id, slice_key, month,
    CASE WHEN grouping(directorate) = 1 THEN '*' ELSE directorate END,
    CASE WHEN grouping(category) = 1 THEN '*' ELSE category END,
    count(*),
    sum(work_time_lost_minutes),
    count(work_time_lost_minutes),
    median(work_time_lost_minutes),
    count(*) FILTER (password_reset),
    count(took),
    sum(took) / 3.6e9,
    median(took) / 3.6e9,
    count(*) FILTER (reopened_count > 0),
    count(reopened_count),
    count(*) FILTER (resolved_first_contact),
    count(resolved_first_contact)
FROM stated
GROUP BY GROUPING SETS (
    (slice_key, month), (slice_key, month, directorate), (slice_key, month, category),
    (slice_key, month, directorate, category)
);

INSERT INTO incident_backlog
WITH open_at_some_month_end AS (
    SELECT
        slice_key,
        coalesce(directorate, 'Not stated') AS directorate,
        coalesce(category, 'Not stated') AS category,
        opened_at::DATE AS opened_on,
        last_day(opened_at::DATE) AS opened_month_end,
        coalesce(resolved_at, closed_at) AS ended_at
    FROM incidents
    WHERE submission_id = $submission_id
      AND (coalesce(resolved_at, closed_at) IS NULL
           OR coalesce(resolved_at, closed_at)::DATE > last_day(opened_at::DATE))
      -- said to be finished but with no date: cannot be placed in time, so it is not counted as open
      AND NOT (coalesce(resolved_at, closed_at) IS NULL
               AND coalesce(finished, false))
),
-- the first four month ends are placed one by one; from the fifth on everything is older than 90 days
placed AS (
    SELECT
        o.*, k.months_on,
        last_day((o.opened_month_end + to_months(k.months_on::INTEGER))::DATE) AS month_end
    FROM open_at_some_month_end AS o
    CROSS JOIN range(0, 5) AS k (months_on)
    WHERE o.ended_at IS NULL
       OR o.ended_at::DATE > last_day((o.opened_month_end + to_months(k.months_on::INTEGER))::DATE)
),
banded AS (
    SELECT
        slice_key, directorate, category,
        CASE WHEN date_diff('day', opened_on, month_end) <= 7 THEN '0-7'
             WHEN date_diff('day', opened_on, month_end) <= 30 THEN '8-30'
             WHEN date_diff('day', opened_on, month_end) <= 90 THEN '31-90'
             ELSE '90+' END AS age_band,
        month_end AS first_month_end,
        CASE WHEN months_on < 4 THEN month_end
             WHEN ended_at IS NULL THEN NULL
             ELSE last_day((date_trunc('month', ended_at) - INTERVAL 1 DAY)::DATE) END AS last_month_end
    FROM placed
)
SELECT
    $submission_id, slice_key,
    CASE WHEN grouping(directorate) = 1 THEN '*' ELSE directorate END,
    CASE WHEN grouping(category) = 1 THEN '*' ELSE category END,
    age_band, first_month_end, last_month_end, count(*)
FROM banded
GROUP BY GROUPING SETS (
    (slice_key, age_band, first_month_end, last_month_end),
    (slice_key, age_band, first_month_end, last_month_end, directorate),
    (slice_key, age_band, first_month_end, last_month_end, category),
    (slice_key, age_band, first_month_end, last_month_end, directorate, category)
);
