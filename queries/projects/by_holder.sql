-- The open projects of each portfolio holder in figures; where no project names one, of each directorate.
-- parameters: $today (date; NULL = today), $report_due_day (NULL = the council's setting), $cost_tolerance_percent (NULL = the
--   council's setting)
-- columns: holder (NULL = none named), holder_kind (portfolio holder|directorate), projects, red, amber_red, amber,
--   amber_green, green, complete, not_rated, withheld, no_rating, got_worse (than in the report before), missing (projects
--   whose newest report due is missing), late (came late), later (expected to end later than first planned), most_days_later,
--   over_tolerance (cost)
-- uses: projects/register, projects/statuses, projects/missing_reports, projects/milestone_dates, projects/next_milestones, projects/slippage, projects/portfolio
WITH held AS (
    SELECT
        *,
        if(count(portfolio_holder) OVER () > 0, portfolio_holder, directorate) AS holder,
        if(count(portfolio_holder) OVER () > 0, 'portfolio holder', 'directorate') AS holder_kind,
        list_position(['G', 'AG', 'A', 'AR', 'R'], rating) > list_position(['G', 'AG', 'A', 'AR', 'R'], rating_before) AS is_worse
    FROM projects_portfolio
    WHERE is_open
)
SELECT
    holder, holder_kind,
    count(*)::INTEGER AS projects,
    count(*) FILTER (rating = 'R')::INTEGER AS red,
    count(*) FILTER (rating = 'AR')::INTEGER AS amber_red,
    count(*) FILTER (rating = 'A')::INTEGER AS amber,
    count(*) FILTER (rating = 'AG')::INTEGER AS amber_green,
    count(*) FILTER (rating = 'G')::INTEGER AS green,
    count(*) FILTER (rating = 'B')::INTEGER AS complete,
    count(*) FILTER (rating = 'not_rated')::INTEGER AS not_rated,
    count(*) FILTER (rating = 'exempt')::INTEGER AS withheld,
    count(*) FILTER (rating IS NULL)::INTEGER AS no_rating,
    count(*) FILTER (is_worse)::INTEGER AS got_worse,
    count(*) FILTER (missing_month IS NOT NULL)::INTEGER AS missing,
    count(*) FILTER (late_month IS NOT NULL)::INTEGER AS late,
    count(*) FILTER (slippage_days > 0)::INTEGER AS later,
    max(slippage_days) FILTER (slippage_days > 0) AS most_days_later,
    count(*) FILTER (is_over_tolerance)::INTEGER AS over_tolerance
FROM held
GROUP BY holder, holder_kind
ORDER BY missing DESC, red DESC, amber_red DESC, projects DESC, holder
