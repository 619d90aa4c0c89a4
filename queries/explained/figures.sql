-- What is known about each measure besides its figures: definition, version, approval, owner, what it only stands for, benchmark, and
-- whether it is new in this financial year or agreed for a time to come?
-- parameters: $measure_id (NULL = all), $today (date; NULL = today), $financial_year_starts (month; NULL = the council's setting)
-- columns: measure_id, name, plain_meaning, unit, period (month|quarter|year), direction, theme, owner_role, data_source, version,
--   approved_by, first_period, began (new: first measured in this financial year | ahead: agreed for a month to come | earlier; NULL =
--   not said), proxy_for, benchmark_name, benchmark_value, benchmark_definition, benchmark_period, benchmark_n, benchmark_formula,
--   benchmark_comparable, benchmark_comparable_why, related_plan, related_plan_link, retired_on (NULL = it is measured)
-- uses: measures/definitions
WITH days AS (
    SELECT
        coalesce($today::DATE, getvariable('as_at')::DATE, current_date) AS today,
        coalesce($financial_year_starts::INTEGER, 4) AS starts
),
years AS (
    SELECT today, make_date(year(today) - (month(today) < starts)::INTEGER, starts, 1) AS year_began FROM days
)
SELECT
    d.measure_id, d.name, d.plain_meaning, d.unit, d.period, d.direction, d.theme, d.owner_role, d.data_source, d.version,
    d.approved_by, d.first_period,
    CASE WHEN d.first_period > y.today THEN 'ahead' WHEN d.first_period >= y.year_began THEN 'new'
         WHEN d.first_period IS NOT NULL THEN 'earlier' END AS began,
    d.proxy_for, d.benchmark_name, d.benchmark_value, d.benchmark_definition, d.benchmark_period, d.benchmark_n, d.benchmark_formula,
    d.benchmark_comparable, d.benchmark_comparable_why, d.related_plan, d.related_plan_link,
    CASE WHEN d.retired_on <= y.today THEN d.retired_on END AS retired_on
FROM measures_definitions AS d, years AS y
ORDER BY lower(d.name), d.measure_id
