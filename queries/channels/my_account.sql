-- My Account, month by month: how many accounts there are, and how many of them were used, as officers submitted them.
-- parameters: none ($measure_id: leave out)
-- columns: month, registrations (accounts at the end of the month; NULL = not submitted), active (distinct accounts with at least one
--   transaction in the month; NULL = not submitted), active_share (active / registrations, percent), complete (the month had
--   ended when it was submitted)
-- uses: measures/submitted
WITH submitted AS (
    SELECT measure_id, month, complete, value
    FROM measures_submitted
    WHERE measure_id IN ('my_account_registrations', 'my_account_active_users') AND value IS NOT NULL
)
SELECT
    month,
    max(value) FILTER (measure_id = 'my_account_registrations') AS registrations,
    max(value) FILTER (measure_id = 'my_account_active_users') AS active,
    100.0 * active / nullif(registrations, 0) AS active_share,
    bool_and(complete) AS complete
FROM submitted
GROUP BY month
ORDER BY month
