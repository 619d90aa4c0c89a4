-- Which months of a measure were published with another value before: what it was, what it is, and since when.
-- A value counts as published where the month was complete and the value stood at the end of a day (UTC): two corrections
-- within one day are one. Files taken back since count as long as they stood. Measures computed from incidents are compared
-- by the sums kept with each file; what comes in after a month by nature (times to resolve, reopened, resolved at first
-- contact) only where other incidents were counted. Not known: the open incidents of a month end and the measures of channel shift, which no single
-- file settles (see submissions/replaced_volumes).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council; only measures computed from incidents)
-- columns: measure_id, month (its first day), value_before, value_now (in the measure's unit), revised_at (UTC; when
--   value_before gave way; NULL = when the draft is published), submission_id (of the file that revised it), why (given when it was published), revision (1 = the
--   newest of the month)
WITH happened AS (
    SELECT
        submission_id, event, happened_at, why,
        min(event_id) FILTER (event = 'published') OVER (PARTITION BY submission_id) AS publish_order,
        lead(happened_at) OVER (PARTITION BY submission_id ORDER BY event_id) AS ended_at
    FROM submission_events
    WHERE happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
),
stretches AS MATERIALIZED (
    SELECT
        h.submission_id, h.publish_order, h.why, h.happened_at AS stood_from,
        coalesce(h.ended_at, TIMESTAMP 'infinity') AS stood_until, coalesce(s.period_to, s.submitted_at::DATE) AS period_to
    FROM happened AS h
    JOIN submissions AS s USING (submission_id)
    WHERE h.event = 'published'
    UNION ALL
    -- the draft that a preview counts as published last; '~' sorts after every id
    SELECT
        submission_id, '~', '', (SELECT max(happened_at) + INTERVAL 1 DAY FROM submission_events),
        TIMESTAMP 'infinity', coalesce(period_to, submitted_at::DATE)
    FROM submissions
    WHERE submission_id = getvariable('with_draft')
),
-- figures that two files give differently
restated AS (
    SELECT slice_key
    FROM kpi_values
    WHERE $directorate IS NULL
      AND ($measure_id IS NULL OR (slice_key >= rules.first_slice($measure_id) AND slice_key < rules.after_slices($measure_id)))
    GROUP BY slice_key
    HAVING count(*) > 1
       AND (min(value) <> max(value) OR min(numerator) <> max(numerator) OR min(denominator) <> max(denominator)
            OR count(value) NOT IN (0, count(*)))
),
submitted AS (
    SELECT
        v.measure_id, v.month, v.submission_id,
        coalesce(v.value, v.numerator / nullif(v.denominator, 0)
            * CASE WHEN coalesce(d.unit, if(v.measure_id = 'first_contact_share', 'percent', '')) = 'percent' THEN 100 ELSE 1 END
        ) AS value,
        NULL AS counted
    FROM kpi_values AS v
    JOIN restated USING (slice_key)
    LEFT JOIN current_measures AS d USING (measure_id)
),
-- a month in which a directorate raised nothing counts as 0; '*' stands for all
sums AS (
    SELECT
        w.submission_id, w.month, o.* EXCLUDE (submission_id, month), o.month IS NULL AS is_nothing,
        count(*) OVER (PARTITION BY w.month) AS files
    FROM (SELECT submission_id, month FROM incident_sums WHERE directorate = '*' AND category = '*') AS w
    LEFT JOIN (
        SELECT * EXCLUDE (slice_key, directorate, category)
        FROM incident_sums
        WHERE directorate = coalesce($directorate, '*') AND category = '*'
    ) AS o USING (submission_id, month)
),
computed AS (
    SELECT
        m.measure_id, i.month, i.submission_id,
        CASE m.measure_id
            WHEN 'work_time_lost' THEN CASE WHEN i.is_nothing THEN 0 WHEN i.minutes_stated > 0 THEN i.minutes_lost / 60 END
            WHEN 'incidents' THEN coalesce(i.incidents, 0)
            WHEN 'password_resets' THEN coalesce(i.password_resets, 0)
            WHEN 'minutes_lost_mean' THEN i.minutes_lost / nullif(i.minutes_stated, 0)
            WHEN 'minutes_lost_median' THEN i.minutes_lost_median
            WHEN 'hours_to_resolve_mean' THEN i.hours_to_resolve / nullif(i.resolved, 0)
            WHEN 'hours_to_resolve_median' THEN i.hours_to_resolve_median
            WHEN 'reopened' THEN CASE WHEN i.reopened_stated > 0 THEN i.reopened END
            WHEN 'first_contact_share' THEN 100.0 * i.first_contact / nullif(i.first_contact_stated, 0)
        END::DOUBLE AS value,
        CASE WHEN m.measure_id IN ('hours_to_resolve_mean', 'hours_to_resolve_median', 'reopened', 'first_contact_share')
             THEN i.incidents END AS counted
    FROM sums AS i
    CROSS JOIN (VALUES ('work_time_lost'), ('incidents'), ('password_resets'), ('minutes_lost_mean'), ('minutes_lost_median'),
                       ('hours_to_resolve_mean'), ('hours_to_resolve_median'), ('reopened'), ('first_contact_share')
    ) AS m (measure_id)
    WHERE i.files > 1 AND ($measure_id IS NULL OR m.measure_id = $measure_id)
      AND (m.measure_id NOT LIKE 'hours_to_resolve%' OR i.resolved >= 0.95 * i.incidents)
),
versions AS MATERIALIZED (
    SELECT v.*, s.* EXCLUDE (submission_id, period_to)
    FROM (
        SELECT * FROM submitted
        UNION ALL
        SELECT c.* FROM computed AS c
        ANTI JOIN current_kpi_values AS k ON k.measure_id = c.measure_id  -- what officers submit wins
    ) AS v
    JOIN stretches AS s USING (submission_id)
    WHERE v.value IS NOT NULL AND last_day(v.month) <= s.period_to
),
moments AS (
    SELECT DISTINCT measure_id, month, unnest([stood_from, stood_until]) AS moment FROM versions
),
-- what stood at the end of each day on which something changed
stood AS (
    SELECT
        m.measure_id, m.month, m.moment,
        arg_max(
            {'value': v.value, 'counted': v.counted, 'id': v.submission_id, 'why': v.why}, v.publish_order
        ) AS seen
    FROM moments AS m
    JOIN versions AS v
        ON v.measure_id = m.measure_id AND v.month = m.month AND v.stood_from <= m.moment AND m.moment < v.stood_until
    WHERE isfinite(m.moment)
    GROUP BY m.measure_id, m.month, m.moment
    QUALIFY row_number() OVER (PARTITION BY m.measure_id, m.month, m.moment::DATE ORDER BY m.moment DESC) = 1
),
steps AS (
    SELECT
        measure_id, month, moment, seen,
        lag(seen) OVER in_time AS was,
        last_value(seen.value) OVER (in_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS value_now
    FROM stood
    WINDOW in_time AS (PARTITION BY measure_id, month ORDER BY moment)
)
SELECT
    measure_id, month, was.value AS value_before, value_now,
    CASE WHEN seen.id IS DISTINCT FROM getvariable('with_draft') THEN moment END AS revised_at, seen.id AS submission_id, seen.why AS why,
    row_number() OVER (PARTITION BY measure_id, month ORDER BY moment DESC)::INTEGER AS revision
FROM steps
WHERE was IS NOT NULL
  AND rules.differ(was.value, seen.value)
  AND rules.differ(was.value, value_now)
  AND (seen.counted IS NULL OR was.counted <> seen.counted)
ORDER BY measure_id, month, moment DESC
