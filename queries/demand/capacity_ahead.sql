-- How many incidents can the service desk handle in a month to come, if nothing changes?
-- What was submitted as service_desk_capacity for the same month of the last 12 months of incidents; where that month has
-- no figure, the average of those that have one. No rows where none has one.
-- parameters: none
-- columns: calendar_month (1 to 12), capacity (incidents a month), capacity_of (first day of the month whose figure it is;
--   NULL = the average of the last 12 months)
-- uses: demand/demand_and_capacity
WITH last_year AS (
    SELECT month, capacity
    FROM demand_demand_and_capacity
    WHERE complete AND capacity IS NOT NULL
      AND month > (SELECT max(month) FILTER (complete) FROM demand_demand_and_capacity) - INTERVAL 12 MONTH
)
SELECT
    m.calendar_month::INTEGER AS calendar_month,
    coalesce(l.capacity, (SELECT avg(capacity) FROM last_year)) AS capacity,
    l.month AS capacity_of
FROM range(1, 13) AS m (calendar_month)
LEFT JOIN last_year AS l ON month(l.month) = m.calendar_month
WHERE EXISTS (SELECT 1 FROM last_year)
ORDER BY 1
