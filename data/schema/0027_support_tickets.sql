-- How many tickets about a service reached those who support it, beside the problems that residents reported.

ALTER TABLE channel_volumes ADD COLUMN support_tickets DOUBLE;

-- a view keeps the columns that its table had when the view was made
CREATE OR REPLACE VIEW current_channel_volumes AS
SELECT t.* FROM channel_volumes AS t
JOIN current_slices AS c
  ON c.kind = 'channel_volumes' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
