-- When each file about projects, what committees asked for, resilience, contracts, devices and processing times was last published, and
-- which days it covers.
-- parameters: none
-- columns: kind, published_at (UTC, the newest; NULL = a draft only), period_from, period_to (dates, where the files say)
-- kinds: projects, highlight_reports, milestones, risks_issues, finance, objectives, actions, outages, assurance, lessons, contracts
-- kinds: devices, processing_times
SELECT kind, max(published_at) AS published_at, min(period_from) AS period_from, max(period_to) AS period_to
FROM live_submissions
WHERE kind IN (
    'projects', 'highlight_reports', 'milestones', 'risks_issues', 'finance', 'objectives', 'actions', 'outages', 'assurance', 'lessons',
    'contracts', 'devices', 'processing_times'
)
GROUP BY kind
ORDER BY kind
