-- How many days did requests take by each route, month by month? The last 12 months of each service with figures.
-- parameters: $small_number (cases of a route in a month from 1 to one less are small: neither they nor their days are shown, and nothing
--   is worked out from them; left out, that of council.toml), $service (service id; NULL = all), $measure_id (as in
--   channels/services), $directorate (NULL = the whole council)
-- columns: service_id, name, directorate, route, month, cases (that ended in it; NULL = not shown), days (from request to outcome, as
--   taken_as says; NULL = not shown, not stated or no case), taken_as (median|mean), days_are (calendar|working; NULL = not stated),
--   compared (its days are taken as those of the service's newest month are), hidden (a small number), note
-- uses: channels/services
WITH counted AS (
    SELECT
        t.*,
        concat_ws(' ', t.taken_as, t.days_are) AS basis,
        coalesce(t.cases BETWEEN 1 AND $small_number::INTEGER - 1, false) AS hidden
    FROM current_processing_times AS t
    JOIN submissions AS p ON p.submission_id = t.submission_id
    WHERE last_day(t.month) <= coalesce(p.period_to, p.submitted_at::DATE)
),
year AS (
    SELECT
        *,
        first_value(basis) OVER (PARTITION BY service_id ORDER BY month DESC, cases DESC, route) AS newest_basis
    FROM counted
    QUALIFY month > max(month) OVER (PARTITION BY service_id) - INTERVAL 1 YEAR
)
SELECT
    s.service_id, s.name, s.directorate, t.route, t.month,
    CASE WHEN NOT t.hidden THEN t.cases END AS cases,
    CASE WHEN NOT t.hidden AND t.cases > 0 THEN t.days END AS days,
    t.taken_as, t.days_are, t.basis = t.newest_basis AS compared, t.hidden, t.note
FROM year AS t
JOIN channels_services AS s ON s.service_id = t.service_id
ORDER BY lower(s.name), s.service_id, t.month DESC, lower(t.route)
