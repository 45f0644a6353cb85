-- Someone takes care of an incident: no reminder and no escalation until it recovers. It ends then, so that an incident that
-- is reopened is not acknowledged.
CREATE TABLE acknowledgement (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  name TEXT NOT NULL, -- who
  reason TEXT,
  via INTEGER NOT NULL CHECK (via BETWEEN 0 AND 2),
  ended_at INTEGER -- NULL while it holds
) STRICT;

-- At most one holds per incident; whether an incident is acknowledged.
CREATE UNIQUE INDEX acknowledgement_of ON acknowledgement (incident) WHERE ended_at IS NULL;

-- The links that acknowledge, one per message. The token itself is stored nowhere.
CREATE TABLE ack_token (
  hash TEXT PRIMARY KEY, -- SHA-256 of the token, in hexadecimal
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  channel TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

-- A constraint cannot be changed in place: kind 9 is an acknowledgement.
CREATE TABLE incident_entry_new (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
  surface TEXT,
  from_state INTEGER CHECK (from_state BETWEEN 0 AND 4),
  to_state INTEGER CHECK (to_state BETWEEN 0 AND 4),
  text TEXT NOT NULL
) STRICT;

INSERT INTO incident_entry_new (id, incident, at, kind, surface, from_state, to_state, text)
  SELECT id, incident, at, kind, surface, from_state, to_state, text FROM incident_entry;

DROP TABLE incident_entry;

ALTER TABLE incident_entry_new RENAME TO incident_entry;

-- The timeline of an incident.
CREATE INDEX incident_entry_of ON incident_entry (incident);
