-- Whether the finance lines of the month's financial year are owed, by the post that answers for them: every month where
-- lines have come in for at least six months of the year before, else with each quarter's last month.
-- parameters: $month, $today, $late_after_day (as in due/month), $financial_year_starts (month of the year; NULL = the
--   council's setting)
-- columns: kind (finance), thing_id (the financial year), name, owner_role (NULL = nobody is named), due_on (date), is_in
--   (lines that are known up to the month's end have been published)
-- kinds: finance
-- uses: due/month
WITH habit AS (
    SELECT count(DISTINCT date_trunc('month', coalesce(s.period_to, s.submitted_at::DATE))) AS months
    FROM live_submissions AS s
    CROSS JOIN due_month AS m
    WHERE s.kind = 'finance'
      AND coalesce(s.period_to, s.submitted_at::DATE) >= m.month - INTERVAL 12 MONTH
      AND coalesce(s.period_to, s.submitted_at::DATE) < m.month
),
financial AS (
    SELECT m.*, first_year || '/' || right((first_year + 1)::VARCHAR, 2) AS fin_year
    FROM (SELECT *, year((month - to_months($financial_year_starts::INTEGER - 1))::DATE) AS first_year FROM due_month) AS m
),
lines AS (
    SELECT
        f.owner_role, f.fin_year,
        count(DISTINCT f.line_id) AS lines,
        bool_or(coalesce(last_day(f.period), s.period_to, s.submitted_at::DATE) >= m.ends_on) AS is_in
    FROM current_finance AS f
    JOIN submissions AS s USING (submission_id)
    JOIN financial AS m ON m.fin_year = f.fin_year
    GROUP BY f.owner_role, f.fin_year
)
SELECT
    'finance' AS kind, l.fin_year AS thing_id,
    'Finance lines of ' || l.fin_year || ' (' || l.lines || ')' AS name,
    l.owner_role, m.due_on, l.is_in
FROM lines AS l
CROSS JOIN due_month AS m
CROSS JOIN habit AS h
WHERE h.months >= 6 OR month(m.month) % 3 = 0
