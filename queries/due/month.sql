-- The month whose figures are asked for, and the day by which they are due where nothing says another.
-- parameters: $month (any day of it; NULL = the month before today's), $today (date; NULL = today), $late_after_day (day of
--   the following month by which a figure is due; NULL = the council's setting)
-- columns: month (first day), ends_on (its last day), due_on (date), today (date)
WITH asked AS (
    SELECT
        coalesce(
            date_trunc('month', $month::DATE)::DATE,
            (date_trunc('month', coalesce($today::DATE, current_date)) - INTERVAL 1 MONTH)::DATE
        ) AS month,
        coalesce($today::DATE, current_date) AS today
)
SELECT month, last_day(month) AS ends_on, (month + INTERVAL 1 MONTH)::DATE + ($late_after_day::INTEGER - 1) AS due_on, today
FROM asked
-- answers nothing while nothing has been published
WHERE EXISTS (SELECT 1 FROM live_submissions)
