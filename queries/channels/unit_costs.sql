-- What one transaction costs in each service and channel: the council's own figure for that service and channel; else its own
-- for the channel over all services; else the published one of council.toml; else none, and the channel is left out of estimates.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $unit_costs (JSON list of channel, gbp, low, high, source, year; left out, that of council.toml),
--   $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, channel, basis (service|channel|published|none), gbp, low, high (£ for one transaction; for a channel
--   over all services, the range of their own figures), source (as stated; NULL = not stated), year (of the prices), first_month,
--   last_month (of the figures; NULL for a published one), services (how many own figures it rests on; 0 = a published one), old (its year
--   is more than 5 years before that of the newest volumes), cost_id (the same where the same figure stands behind it)
-- uses: channels/own_costs, channels/volumes, channels/counted_once
WITH pairs AS (
    SELECT DISTINCT service_id, channel FROM channels_counted_once WHERE split
),
of_channel AS (
    SELECT
        channel, sum(cost_gbp) / sum(completed) AS gbp, min(low) AS low, max(high) AS high,
        CASE WHEN count(DISTINCT cost_source) = 1 AND count(cost_source) = count(*) THEN any_value(cost_source) END AS source,
        min(first_month) AS first_month, max(last_month) AS last_month, count(*) AS services
    FROM channels_own_costs
    GROUP BY channel
),
published AS (
    SELECT *
    FROM (
        SELECT unnest(from_json($unit_costs::VARCHAR,
            '[{"channel": "VARCHAR", "gbp": "DOUBLE", "low": "DOUBLE", "high": "DOUBLE", "source": "VARCHAR", "year": "INTEGER"}]'
        ), recursive := true)
    )
    QUALIFY row_number() OVER (PARTITION BY channel ORDER BY year DESC) = 1
),
chosen AS (
    SELECT
        p.service_id, p.channel,
        CASE WHEN p.channel = 'not_stated' THEN 'none'
             WHEN o.gbp IS NOT NULL THEN 'service'
             WHEN c.gbp IS NOT NULL THEN 'channel'
             WHEN b.gbp IS NOT NULL THEN 'published'
             ELSE 'none' END AS basis,
        o AS own, c AS of_all, b AS published
    FROM pairs AS p
    LEFT JOIN channels_own_costs AS o ON o.service_id = p.service_id AND o.channel = p.channel
    LEFT JOIN of_channel AS c ON c.channel = p.channel
    LEFT JOIN published AS b ON b.channel = p.channel
),
told AS (
    SELECT
        service_id, channel, basis,
        CASE basis WHEN 'service' THEN own.gbp WHEN 'channel' THEN of_all.gbp WHEN 'published' THEN published.gbp END AS gbp,
        CASE basis WHEN 'service' THEN own.low WHEN 'channel' THEN of_all.low WHEN 'published' THEN published.low END AS low,
        CASE basis WHEN 'service' THEN own.high WHEN 'channel' THEN of_all.high WHEN 'published' THEN published.high END AS high,
        CASE basis WHEN 'service' THEN own.cost_source WHEN 'channel' THEN of_all.source
                   WHEN 'published' THEN published.source END AS source,
        CASE basis WHEN 'service' THEN own.first_month WHEN 'channel' THEN of_all.first_month END AS first_month,
        CASE basis WHEN 'service' THEN own.last_month WHEN 'channel' THEN of_all.last_month END AS last_month,
        CASE basis WHEN 'published' THEN published.year END AS published_year,
        CASE basis WHEN 'service' THEN 1 WHEN 'channel' THEN of_all.services ELSE 0 END AS services
    FROM chosen
)
SELECT
    service_id, channel, basis, gbp,
    -- whatever a file says, the figure itself lies in its range
    least(low, gbp) AS low, greatest(high, gbp) AS high,
    source, coalesce(published_year, year(last_month))::INTEGER AS year, first_month, last_month, services,
    coalesce((SELECT year(max(last_month)) FROM channels_counted_once) - coalesce(published_year, year(last_month)) > 5, false) AS old,
    CASE basis WHEN 'service' THEN 'service|' || service_id || '|' || channel ELSE basis || '|' || channel END AS cost_id
FROM told
ORDER BY service_id, channel
