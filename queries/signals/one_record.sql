-- Was a month's work time lost mostly one long record? Takes its longest records away one by one, at most ten.
-- Rows of the same ticket are one record. Nothing is taken out of the figures: this only shows what they rest on.
-- parameters: $directorate (NULL = the whole council), $month (its first day; NULL = the newest complete month), $small_number (a
--   month of fewer records is not shown; left out, that of council.toml)
-- columns: month, k, minutes (of the k-th longest record), records (how many state a figure), typical_minutes (their
--   median), value (hours of the month), value_without (hours without the k longest), mean (hours expected), lower_limit,
--   upper_limit (hours), verdict (as in signals/judged), share (of the hours above expected that the k longest make up
--   beyond k typical records, 0 to 1; NULL = not above), clears (above the limits with, inside them without the k longest),
--   mostly_one_record (the longest alone clears, and makes up half or more)
-- uses: signals/judged
-- fixes: measure_id = 'work_time_lost'
WITH chosen AS (
    SELECT * FROM signals_judged
    WHERE value IS NOT NULL
      AND CASE WHEN $month IS NULL THEN newest ELSE month = date_trunc('month', $month::DATE) END
),
records AS (
    SELECT sum(i.work_time_lost_minutes) AS minutes
    FROM current_incidents AS i
    WHERE i.slice_key = (SELECT strftime(month, '%Y-%m') FROM chosen)
      AND i.work_time_lost_minutes IS NOT NULL
      AND ($directorate IS NULL OR coalesce(i.directorate, 'Not stated') = $directorate)
    GROUP BY coalesce(i.ticket_id, 'row ' || i.source_row)
),
longest_first AS (
    SELECT
        row_number() OVER (ORDER BY minutes DESC) AS k,
        minutes,
        sum(minutes) OVER (ORDER BY minutes DESC ROWS UNBOUNDED PRECEDING) / 60 AS hours_of_longest,
        sum(minutes) OVER () / 60 AS hours,
        median(minutes) OVER () AS typical_minutes,
        count(*) OVER () AS records
    FROM records
),
without AS (
    SELECT
        c.month, r.k, r.minutes, r.records, r.typical_minutes,
        c.value,
        greatest(c.value - r.hours_of_longest, 0) AS value_without,
        c.expected AS mean, c.lower_limit, c.upper_limit, c.verdict,
        CASE WHEN c.value > c.expected
             THEN (r.hours_of_longest - r.k * r.typical_minutes / 60) / (c.value - c.expected) END AS share,
        coalesce(c.verdict = 'unusual_high' AND value_without BETWEEN c.lower_limit AND c.upper_limit, false) AS clears
    FROM longest_first AS r
    CROSS JOIN chosen AS c
    -- hours that were submitted as one figure do not rest on these records
    WHERE NOT rules.differ(r.hours, c.value)
      AND NOT coalesce(r.records BETWEEN 1 AND $small_number::INTEGER - 1, false)
)
SELECT *, coalesce(first_value(clears AND share >= 0.5) OVER (ORDER BY k), false) AS mostly_one_record
FROM without
ORDER BY k
LIMIT 10
