-- Dated events: what happened, or will, on a known day, and on which measures' charts it stands.
-- parameters: $measure_id (NULL = all, and the events of no measure)
-- columns: event_id, title, happened_on, ended_on (NULL = one day), sort (office|home working|campaign|election|rule|system|
--   other; NULL = not said), measure_id (NULL = on no chart), what
SELECT event_id, title, happened_on, ended_on, sort, measure_id, what
FROM current_events
WHERE rules.is_asked_for(measure_id, $measure_id)
ORDER BY happened_on, event_id, measure_id
