-- What becomes of totals that stand beside channels. A total is split by the channels that are known: what is left of it
-- is not_stated. Where a digital channel is empty, or the channels are more than the total, the total stays whole.
-- reads: cells (r: row of the file, span: which period, figure, channel, position, text, value, digital: BOOLEAN),
--        totals (span, figure, digital_columns, channel_columns: how many columns of channels stand beside the total)
-- columns: r, span, figure, channel (NULL: not taken), position, text, value, verdict (as it is, split, rest, whole,
--          too much, no total)
WITH sums AS (
    SELECT
        r, span, figure,
        max(value) FILTER (channel = 'all') AS total,
        coalesce(sum(value) FILTER (channel <> 'all'), 0) AS split,
        count(*) FILTER (channel = 'all') AS totals,
        count(*) FILTER (channel <> 'all') AS channels,
        count(*) FILTER (channel <> 'all' AND digital) AS digital,
        count(*) FILTER (channel = 'not_stated') AS not_stated,
        count(*) FILTER (value IS NULL) AS unread
    FROM cells
    GROUP BY r, span, figure
),
judged AS (
    SELECT
        s.*,
        CASE
            WHEN unread > 0 THEN 'as it is'
            WHEN totals = 0 AND t.digital_columns = t.channel_columns THEN 'no total'
            WHEN totals = 0 THEN 'as it is'
            WHEN channels = 0 THEN 'whole'
            WHEN split > total + 1e-9 THEN 'too much'
            WHEN digital < t.digital_columns AND split < total - 1e-9 THEN 'whole'
            -- the channels that are not digital may be the rest themselves
            WHEN t.digital_columns < t.channel_columns AND split >= total - 1e-9 THEN 'split'
            WHEN not_stated > 0 THEN 'whole'
            ELSE 'rest'
        END AS verdict
    FROM sums AS s
    JOIN totals AS t USING (span, figure)
)
SELECT
    c.r, c.span, c.figure,
    CASE WHEN j.verdict IS NULL OR j.verdict = 'as it is' THEN c.channel
         WHEN c.channel = 'all' THEN CASE WHEN j.verdict = 'rest' THEN 'not_stated'
                                          WHEN j.verdict IN ('whole', 'too much') THEN 'all' END
         WHEN j.verdict IN ('rest', 'split') THEN c.channel END AS channel,
    c.position, c.text,
    CASE WHEN c.channel = 'all' AND j.verdict = 'rest' THEN j.total - j.split ELSE c.value END AS value,
    coalesce(j.verdict, 'as it is') AS verdict
FROM cells AS c
LEFT JOIN judged AS j USING (r, span, figure)
ORDER BY c.r, c.span, c.position
