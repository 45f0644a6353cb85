-- What a channel sends at once: one alert, or several folded into one. An alert's delivery names the message it goes in.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL, -- dedup key
  tried_at INTEGER NOT NULL, -- last attempt
  UNIQUE (channel, key)
) STRICT;

-- How many messages a channel got in the last two minutes.
CREATE INDEX message_tried ON message (channel, tried_at);

ALTER TABLE delivery ADD COLUMN message INTEGER REFERENCES message; -- NULL: waits for its first attempt

-- The deliveries of a message.
CREATE INDEX delivery_message ON delivery (message) WHERE message IS NOT NULL;

-- The alerts of one incident, or of one notice, reach a channel in order.
ALTER TABLE alert ADD COLUMN stream TEXT NOT NULL DEFAULT '';

UPDATE alert SET stream = CASE WHEN json_valid(body)
  THEN coalesce(json_extract(body, '$.incident.name'), json_extract(body, '$.notice.key'), key)
  ELSE key END;
