-- How far a message got (0 sent, 1 accepted, 2 visible), when, and the id its service gave it. NULL: no attempt succeeded.
ALTER TABLE message ADD COLUMN rung SMALLINT;
ALTER TABLE message ADD COLUMN reached_at BIGINT;
ALTER TABLE message ADD COLUMN service_id TEXT;

UPDATE message SET
  rung = 1,
  reached_at = (SELECT max(sent_at) FROM delivery WHERE delivery.message = message.id AND delivery.state = 2)
WHERE id IN (SELECT message FROM delivery WHERE message IS NOT NULL AND state = 2);

-- Where a channel shows the messages of one incident or notice as a thread: the id its service gave the first of them.
CREATE TABLE thread (
  channel TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  service_id TEXT NOT NULL,
  PRIMARY KEY (channel, stream)
);

-- The attempts of the last day that a channel's service refused for good: they limit how often the channel is tried.
CREATE TABLE refused_attempt (
  channel TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (channel, at)
);

-- 1: an update of an open incident, which may wait to be folded with the next one.
ALTER TABLE alert ADD COLUMN is_update SMALLINT NOT NULL DEFAULT 0;

-- The alerts and messages of one incident or notice.
CREATE INDEX alert_stream ON alert (stream);
