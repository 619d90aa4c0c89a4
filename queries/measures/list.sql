-- Every measure by theme, for a list to choose from: IT demand first, and in it work time lost, the one members ask
-- about, then incidents raised, the one that every service desk has.
-- parameters: $measure_id, $service, $directorate (leave out)
-- columns: measure_id, name, theme, origin (computed|channels|submitted: only computed
--   measures can be split by directorate or category, those of channels by directorate or service), retired_on (date; NULL = it is measured; the
--   day may be still to come), replaced_by (id of the measure that took its place; NULL = none)
-- uses: measures/definitions
SELECT measure_id, name, theme, origin, retired_on, replaced_by
FROM measures_definitions
ORDER BY theme <> 'IT demand', theme, measure_id <> 'work_time_lost', measure_id <> 'incidents', name, measure_id
