-- Which areas are not shown: those whose count is small, and those from which a small one could be worked out. An area is shown
-- for each service, for each directorate and for all services; what a service has in all areas together is public.
-- A count cannot be worked out where it can be made larger and others smaller without a change of anything that is shown:
-- one service of two areas and the other way round another service of the same two, which is nothing to their directorate
-- where both services are of one; else the directorates of the two areas are hidden too; and where no other service helps,
-- the two areas in that service, its directorate and all services. Of these ways the one is taken that hides least.
-- parameters: $small_number (see demand/hidden_cells; the completed, the digital and the other transactions of an area are such
--   counts), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes)
-- columns: level ('service', 'directorate', 'all'), scope (service id, directorate, or '*'), area_id
-- uses: channels/area_volumes
WITH all_scopes AS (
    SELECT
        unnest(['service', 'directorate', 'all']) AS level, unnest([service_id, directorate, '*']) AS scope,
        area_id, month, months, completed, digital
    FROM channels_area_volumes
    WHERE $small_number::INTEGER > 1
),
-- as channels/areas counts it
scoped AS (
    SELECT * FROM all_scopes
    QUALIFY month > max((month + to_months(months - 1))::DATE) OVER (PARTITION BY level, scope) - INTERVAL 1 YEAR
),
counted AS (
    SELECT level, scope, area_id, sum(completed) AS completed, sum(digital) AS digital
    FROM scoped
    GROUP BY ALL
    HAVING sum(completed) > 0
),
cells AS MATERIALIZED (
    SELECT
        level, scope, area_id, completed,
        completed BETWEEN 1 AND $small_number::INTEGER - 1 OR digital BETWEEN 1 AND $small_number::INTEGER - 1
            OR completed - digital BETWEEN 1 AND $small_number::INTEGER - 1 AS small,
        CASE WHEN small THEN 0 ELSE 1 + completed / 1e12 END AS price
    FROM counted
),
leaves AS MATERIALIZED (
    SELECT c.scope AS service_id, c.area_id, c.completed, c.price, d.directorate
    FROM cells AS c
    JOIN (SELECT DISTINCT service_id, directorate FROM channels_area_volumes) AS d ON d.service_id = c.scope
    WHERE c.level = 'service'
),
-- a small count, and the service by which it is moved: its own, or the least one of its directorate or of all
small_ones AS (
    SELECT c.level, c.scope, c.area_id, l.service_id, l.directorate
    FROM cells AS c
    JOIN leaves AS l ON l.area_id = c.area_id
        AND CASE c.level WHEN 'service' THEN l.service_id = c.scope WHEN 'directorate' THEN l.directorate = c.scope ELSE true END
    WHERE c.small
    QUALIFY row_number() OVER (PARTITION BY c.level, c.scope, c.area_id ORDER BY l.price, l.completed, l.service_id) = 1
),
-- the few services that come first as the other one, of the same directorate and of another; and none
other_services AS (
    SELECT
        s.*, o.service_id AS other_service, o.directorate AS other_directorate, o.price AS other_price,
        CASE WHEN o.directorate = s.directorate THEN 'same' ELSE 'other' END AS way
    FROM small_ones AS s
    JOIN leaves AS o ON o.area_id = s.area_id AND o.service_id <> s.service_id
    WHERE s.level = 'service' OR (s.level = 'directorate' AND o.directorate <> s.directorate)
    QUALIFY row_number() OVER (PARTITION BY s.level, s.scope, s.area_id, way ORDER BY o.price, o.service_id) <= 5
    UNION ALL
    SELECT *, NULL, NULL, 0, 'none' FROM small_ones
),
ways AS (
    SELECT
        o.*, a.area_id AS other_area,
        o.other_price + a.price + coalesce(b.price, 0)
            + CASE o.way WHEN 'same' THEN 0 WHEN 'other' THEN 4e2 ELSE 2e4 END AS hides
    FROM other_services AS o
    JOIN leaves AS a ON a.service_id = o.service_id AND a.area_id <> o.area_id
    LEFT JOIN leaves AS b ON b.service_id = o.other_service AND b.area_id = a.area_id
    WHERE o.way = 'none' OR b.area_id IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY o.level, o.scope, o.area_id
        ORDER BY hides, a.area_id, o.other_service
    ) = 1
),
touched AS (
    SELECT
        unnest(['service', 'service', 'directorate', 'directorate', 'all']) AS level,
        unnest([service_id, other_service, directorate, other_directorate, '*']) AS scope,
        unnest([true, way <> 'none', way <> 'same', way = 'other', way = 'none']) AS hidden,
        area_id, other_area
    FROM ways
),
hidden AS (
    SELECT level, scope, area_id FROM cells WHERE small
    UNION
    SELECT level, scope, area_id FROM touched WHERE hidden
    UNION
    SELECT level, scope, other_area FROM touched WHERE hidden
)
-- one that is hidden alone follows from all areas together: the least one goes with it
SELECT c.level, c.scope, c.area_id
FROM cells AS c
LEFT JOIN hidden AS h USING (level, scope, area_id)
QUALIFY h.area_id IS NOT NULL OR (
    count(h.area_id) OVER (PARTITION BY c.level, c.scope) = 1
    AND row_number() OVER (PARTITION BY c.level, c.scope ORDER BY h.area_id IS NOT NULL, c.completed, c.area_id) = 1
)
ORDER BY ALL
