-- Which kinds of file have figures that count, and when were the newest published?
-- parameters: none
-- columns: kind, submissions (how many files count), published_at (UTC; the newest)
SELECT kind, count(*)::INTEGER AS submissions, max(published_at) AS published_at
FROM live_submissions
GROUP BY kind
ORDER BY kind
