-- How far has each area moved online, beside its broadband coverage and digital exclusion index? Digital take-up of the
-- newest 12 months that have area figures, all services with such figures together (volume-weighted), and Spearman's rank
-- correlation of take-up with the exclusion index (ties share a rank) where at least six areas have both. It counts as a
-- pattern from the value that chance reaches once in twenty times (two-sided; exact up to 10 areas, then
-- 1.96 / sqrt(n - 1)).
-- parameters: $small_number (see channels/hidden_areas; left out, that of council.toml), $service (service id; NULL = all),
--   $measure_id (as in channels/services), $directorate (NULL = the whole council), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: area_id, name, population, broadband_percent (percent), broadband_source, exclusion_index (higher = more people
--   who may be left behind), exclusion_source, as_of, has_facts (the area is in the list of areas), completed (count whose
--   channel is known), take_up (percent; NULL = no volumes, or not given), hidden (not given: a small number, or one that
--   could be worked out from the others), services (how many it counts), first_month, last_month (months that it counts,
--   the same for all areas), areas_compared (areas with take-up and index), correlation (-1 to 1; NULL = fewer than six
--   areas, or no differences), pattern (lower|higher: take-up where the index is higher|none|too_few), published_at (UTC, of
--   the newest facts), all_services (services with area figures)
-- uses: channels/services, channels/area_volumes, channels/hidden_areas
WITH volumes AS (
    SELECT v.area_id, v.service_id, v.month, v.months, v.completed, v.digital
    FROM channels_area_volumes AS v
    SEMI JOIN channels_services AS s ON s.service_id = v.service_id
),
newest AS (
    SELECT * FROM volumes
    QUALIFY month > max((month + to_months(months - 1))::DATE) OVER () - INTERVAL 1 YEAR
),
by_area AS (
    SELECT
        area_id, sum(completed) AS completed, sum(digital) AS digital, count(DISTINCT service_id) AS services
    FROM newest
    GROUP BY area_id
),
reach AS (
    SELECT
        min(month) AS first_month, max((month + to_months(months - 1))::DATE) AS last_month,
        count(DISTINCT service_id) AS all_services
    FROM newest
),
kept AS (
    SELECT a.*, h.area_id IS NOT NULL AS hidden
    FROM by_area AS a
    LEFT JOIN channels_hidden_areas AS h
        ON h.area_id = a.area_id
       AND h.scope = coalesce($service, nullif(split_part($measure_id, '@', 2), ''), $directorate, '*')
       AND h.level = CASE WHEN coalesce($service, nullif(split_part($measure_id, '@', 2), '')) IS NOT NULL THEN 'service'
                          WHEN $directorate IS NOT NULL THEN 'directorate' ELSE 'all' END
),
facts AS (
    SELECT
        coalesce(k.area_id, a.area_id) AS area_id,
        coalesce(a.area_name, k.area_id) AS name,
        a.population, a.broadband_percent, a.broadband_source, a.exclusion_index, a.exclusion_source, a.as_of,
        a.area_id IS NOT NULL AS has_facts,
        CASE WHEN NOT k.hidden THEN k.completed END AS completed,
        CASE WHEN NOT k.hidden THEN 100.0 * k.digital / nullif(k.completed, 0) END AS take_up,
        coalesce(k.hidden, false) AS hidden,
        coalesce(k.services, 0) AS services,
        max(l.published_at) OVER () AS published_at
    FROM kept AS k
    FULL JOIN current_areas AS a ON a.area_id = k.area_id
    LEFT JOIN live_submissions AS l ON l.submission_id = a.submission_id
),
ranked AS (
    SELECT
        area_id,
        rank() OVER (ORDER BY take_up) + (count(*) OVER (PARTITION BY take_up) - 1) / 2.0 AS take_up_rank,
        rank() OVER (ORDER BY exclusion_index) + (count(*) OVER (PARTITION BY exclusion_index) - 1) / 2.0 AS index_rank
    FROM facts
    WHERE take_up IS NOT NULL AND exclusion_index IS NOT NULL
),
correlated AS (
    SELECT
        count(*) AS areas_compared,
        -- without differences there is no rank to compare
        CASE WHEN count(*) >= 6 AND min(take_up_rank) < max(take_up_rank) AND min(index_rank) < max(index_rank)
             THEN corr(take_up_rank, index_rank) END AS correlation,
        coalesce([0.886, 0.786, 0.738, 0.700, 0.648][count(*) - 5], 1.96 / sqrt(greatest(count(*) - 1, 1))) AS bound
    FROM ranked
)
SELECT
    f.area_id, f.name, f.population, f.broadband_percent, f.broadband_source, f.exclusion_index, f.exclusion_source, f.as_of,
    f.has_facts, f.completed, f.take_up, f.hidden, f.services, r.first_month, r.last_month,
    c.areas_compared, c.correlation,
    CASE WHEN c.areas_compared < 6 THEN 'too_few'
         WHEN c.correlation <= -c.bound + 5e-4 THEN 'lower'
         WHEN c.correlation >= c.bound - 5e-4 THEN 'higher'
         ELSE 'none' END AS pattern,
    f.published_at, r.all_services
FROM facts AS f
CROSS JOIN reach AS r
CROSS JOIN correlated AS c
ORDER BY f.exclusion_index DESC NULLS LAST, f.take_up, lower(f.name), f.area_id
