-- Working days of each month: Monday to Friday without the bank holidays of the nation.
-- reads: bank_holidays (nation, date; those on weekdays)
-- columns: nation, month (its first day), days
WITH months AS (
    SELECT unnest(generate_series(date_trunc('year', min(date)), date_trunc('year', max(date)) + INTERVAL 11 MONTH,
                                  INTERVAL 1 MONTH))::DATE AS month
    FROM bank_holidays
),
off AS (
    SELECT nation, date_trunc('month', date)::DATE AS month, count(*) AS days FROM bank_holidays GROUP BY ALL
)
SELECT
    n.nation, m.month,
    -- four weeks, and those of the days after them that are not of a weekend
    (20 + len(list_filter(range(28, day(last_day(m.month))), lambda later: isodow(m.month + later::INTEGER) <= 5))
     - coalesce(o.days, 0))::INTEGER AS days
FROM months AS m
CROSS JOIN (SELECT DISTINCT nation FROM off) AS n
LEFT JOIN off AS o USING (nation, month)
