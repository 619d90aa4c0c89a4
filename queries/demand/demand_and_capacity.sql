-- Did staff raise more incidents than the service desk can handle?
-- Capacity is the submitted measure service_desk_capacity: incidents that the desk can handle in a month.
-- A month whose count is not shown because it is small, or gives a small one away, is left out.
-- parameters: $small_number (see demand/hidden_cells)
-- columns: month (its first day), incidents (count), capacity (count; NULL = none submitted for the month),
--   shortfall (incidents above capacity; below zero = spare), carried_over (incidents that all months so far left undone,
--   where spare months catch up), complete (the month had ended when the data was submitted)
-- uses: demand/hidden_cells
WITH demand AS (
    SELECT t.month, t.incidents, last_day(t.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
    FROM current_incident_sums AS t
    JOIN submissions AS s USING (submission_id)
    ANTI JOIN demand_hidden_cells AS h
        ON h.cells = 'category' AND h.line = '*' AND h.directorate = '*' AND h.month = t.month
    WHERE t.directorate = '*' AND t.category = '*'
),
capacities AS (
    SELECT month, value AS capacity FROM current_kpi_values
    WHERE measure_id = 'service_desk_capacity' AND value IS NOT NULL
),
compared AS (
    SELECT d.month, d.incidents, c.capacity, d.incidents - c.capacity AS shortfall, d.complete
    FROM demand AS d
    LEFT JOIN capacities AS c USING (month)
    WHERE EXISTS (SELECT 1 FROM capacities)
),
running AS (
    SELECT *, sum(shortfall) OVER (ORDER BY month) AS balance FROM compared
)
SELECT
    month, incidents, capacity, shortfall,
    -- a spare month cannot work ahead: what is carried over never falls below zero
    balance - least(0, min(balance) OVER (ORDER BY month)) AS carried_over,
    complete
FROM running
ORDER BY month
