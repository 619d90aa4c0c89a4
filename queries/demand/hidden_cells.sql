-- Which counts of incidents are not shown: those that are small, and those from which a small one could be worked out.
-- A month is a table of categories by directorates with its sums ('*'). A count cannot be worked out from all that is shown
-- where it stands at a corner of a rectangle of four hidden counts: what is added to one of them can be taken from the
-- next. So for each small count the rectangle is hidden that costs least: counts that are hidden anyway, then few others,
-- then small others; a sum only where there is no other way. Incidents open at a month's end, in bands of age, likewise.
-- Other counts (open, open over 90 days, reopened, password resets) are shown by category or by directorate, never by both
-- (measures/values): there two hidden counts of a line are enough, of which only the sum follows from the rest. Password
-- resets of a directorate are hidden as well where those of a password category are, which count the same incidents.
-- parameters: $small_number (counts from 1 to one less are small; left out, that of council.toml; 0 = all are shown)
-- columns: cells ('category': incidents raised in the month; 'age_band': those open at its end; 'backlog',
--   'backlog_over_90_days', 'reopened', 'password_resets': that measure), month, line (category or band of age; '*' = all),
--   directorate ('*' = the whole council)
WITH open_at_month_end AS MATERIALIZED (
    SELECT m.month, b.age_band, b.directorate, sum(b.incidents)::BIGINT AS incidents
    FROM (SELECT DISTINCT month FROM current_incident_sums) AS m
    JOIN current_incident_backlog AS b
        ON b.category = '*'
       AND last_day(m.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
    WHERE $small_number::INTEGER > 1
    GROUP BY ALL
),
cells AS MATERIALIZED (
    SELECT 'category' AS cells, month, category AS line, directorate, incidents
    FROM current_incident_sums
    WHERE $small_number::INTEGER > 1
    UNION ALL
    SELECT 'age_band', month, age_band, directorate, incidents FROM open_at_month_end
    UNION ALL
    SELECT 'age_band', month, '*', directorate, sum(incidents) FROM open_at_month_end GROUP BY month, directorate
),
-- what hiding a count costs: nothing where it is small itself; a sum as much as all others together
priced AS MATERIALIZED (
    SELECT
        *, incidents BETWEEN 1 AND $small_number::INTEGER - 1 AS small,
        CASE WHEN small THEN 0 ELSE 1 + incidents / 1e9 END
            + CASE WHEN line = '*' THEN 1e3 ELSE 0 END + CASE WHEN directorate = '*' THEN 1e3 ELSE 0 END AS price
    FROM cells
    WHERE incidents > 0
),
rectangles AS (
    SELECT s.cells, s.month, s.line, s.directorate, other.line AS other_line, other.directorate AS other_directorate
    FROM priced AS s
    JOIN priced AS other ON other.cells = s.cells AND other.month = s.month
        AND other.line <> s.line AND other.directorate <> s.directorate
    JOIN priced AS along ON along.cells = s.cells AND along.month = s.month AND along.line = s.line
        AND along.directorate = other.directorate
    JOIN priced AS across ON across.cells = s.cells AND across.month = s.month AND across.line = other.line
        AND across.directorate = s.directorate
    WHERE s.small
    QUALIFY row_number() OVER (
        PARTITION BY s.cells, s.month, s.line, s.directorate
        ORDER BY other.price + along.price + across.price, other.line, other.directorate
    ) = 1
),
corners AS (
    SELECT
        cells, month, unnest([line, line, other_line, other_line]) AS line,
        unnest([directorate, other_directorate, directorate, other_directorate]) AS directorate
    FROM rectangles
    UNION ALL
    SELECT cells, month, line, directorate FROM priced WHERE small
),
-- counts along one line of a table: by category for the whole council, or by directorate for all categories
along_lines AS MATERIALIZED (
    SELECT cells, month, category AS line, directorate, incidents
    FROM (SELECT month, category, directorate, reopened, password_resets FROM current_incident_sums)
    UNPIVOT (incidents FOR cells IN (reopened, password_resets))
    WHERE (category = '*') <> (directorate = '*') AND $small_number::INTEGER > 1
    UNION ALL
    SELECT w.cells, m.month, b.category, '*', sum(b.incidents)
    FROM (SELECT DISTINCT month FROM current_incident_sums) AS m
    JOIN current_incident_backlog AS b
        ON b.category <> '*' AND b.directorate = '*'
       AND last_day(m.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
    JOIN (VALUES ('backlog'), ('backlog_over_90_days')) AS w (cells) ON w.cells = 'backlog' OR b.age_band = '90+'
    WHERE $small_number::INTEGER > 1
    GROUP BY ALL
),
not_alone AS (
    SELECT
        a.*,
        a.incidents BETWEEN 1 AND $small_number::INTEGER - 1
            OR (a.cells = 'password_resets' AND a.line = '*' AND EXISTS (
                SELECT 1 FROM corners AS c
                WHERE c.cells = 'category' AND c.month = a.month AND c.directorate = a.directorate
                  AND lower(c.line) LIKE '%password%'
            )) AS hidden
    FROM along_lines AS a
    WHERE a.incidents > 0
)
SELECT DISTINCT cells, month, line, directorate FROM corners
UNION
SELECT cells, month, line, directorate FROM not_alone
WINDOW a_line AS (PARTITION BY cells, month, line = '*')
QUALIFY hidden OR (
    count(*) FILTER (hidden) OVER a_line = 1
    AND row_number() OVER (a_line ORDER BY hidden, incidents, line, directorate) = 1
)
ORDER BY ALL
