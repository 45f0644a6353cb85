-- Written by test/store/sqlite/migrations.test.ts from db/migrations. Do not edit.

CREATE TABLE schema_migration (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE probe (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES name,
  surface INTEGER NOT NULL REFERENCES name,
  name INTEGER NOT NULL REFERENCES name,
  last_run INTEGER REFERENCES run ON DELETE SET NULL, -- the newest finished scheduled or confirm run
  UNIQUE (target, surface, name)
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  probe INTEGER NOT NULL REFERENCES probe,
  location INTEGER NOT NULL REFERENCES name,
  trigger INTEGER NOT NULL CHECK (trigger BETWEEN 0 AND 3),
  scheduled_at INTEGER NOT NULL,
  lag_ms INTEGER NOT NULL, -- from the slot to the start
  duration_ms INTEGER CHECK (duration_ms >= 0),
  outcome INTEGER CHECK (outcome BETWEEN 0 AND 4),
  browser INTEGER REFERENCES name
) STRICT;

CREATE UNIQUE INDEX run_slot ON run (scheduled_at, probe, location, trigger);

CREATE INDEX run_open ON run (location) WHERE outcome IS NULL;

CREATE INDEX run_trouble ON run (scheduled_at) WHERE outcome IN (1, 2, 3);

CREATE TABLE step (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  name INTEGER NOT NULL REFERENCES name,
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 4),
  offset_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  ok INTEGER NOT NULL,
  statuses TEXT,
  measures TEXT,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE failure (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  class INTEGER NOT NULL REFERENCES name,
  blame INTEGER NOT NULL CHECK (blame BETWEEN 0 AND 3),
  message TEXT NOT NULL,
  step TEXT,
  http_status INTEGER,
  detail TEXT, network TEXT, request_id TEXT,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0 CHECK (gone BETWEEN 0 AND 1),
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE judge_memory (
  target INTEGER NOT NULL REFERENCES name,
  slice TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (target, slice)
) STRICT, WITHOUT ROWID;

CREATE TABLE surface (
  target INTEGER NOT NULL REFERENCES name,
  surface INTEGER NOT NULL REFERENCES name,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  since INTEGER NOT NULL,
  failure TEXT,
  reason TEXT, measured INTEGER CHECK (measured BETWEEN 0 AND 3), retired_at INTEGER,
  PRIMARY KEY (target, surface)
) STRICT, WITHOUT ROWID;

CREATE TABLE transition (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES name,
  surface INTEGER NOT NULL REFERENCES name,
  at INTEGER NOT NULL,
  from_state INTEGER NOT NULL CHECK (from_state BETWEEN 0 AND 4),
  to_state INTEGER NOT NULL CHECK (to_state BETWEEN 0 AND 4),
  since INTEGER NOT NULL,
  run INTEGER REFERENCES run ON DELETE SET NULL,
  failure TEXT,
  evidence TEXT NOT NULL
, measured INTEGER CHECK (measured BETWEEN 0 AND 3), retired INTEGER NOT NULL DEFAULT 0 CHECK (retired BETWEEN 0 AND 1)) STRICT;

CREATE INDEX transition_at ON transition (target, surface, at);

CREATE INDEX transition_run ON transition (run);

CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  target INTEGER NOT NULL REFERENCES name,
  opened_at INTEGER NOT NULL,
  impact_at INTEGER NOT NULL,
  resolved_at INTEGER,
  scope TEXT NOT NULL,
  surfaces TEXT NOT NULL
, closed TEXT, widest TEXT) STRICT;

CREATE UNIQUE INDEX incident_open ON incident (target) WHERE resolved_at IS NULL;

CREATE INDEX incident_impact ON incident (impact_at);

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  target TEXT NOT NULL,
  surface TEXT NOT NULL,
  probe TEXT NOT NULL,
  blame INTEGER NOT NULL CHECK (blame BETWEEN 0 AND 3),
  at INTEGER NOT NULL,
  closed_at INTEGER,
  failure TEXT NOT NULL,
  text TEXT NOT NULL
, run INTEGER REFERENCES run ON DELETE SET NULL) STRICT;

CREATE UNIQUE INDEX notice_open ON notice (key) WHERE closed_at IS NULL;

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
, stream TEXT NOT NULL DEFAULT '', is_update INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX alert_at ON alert (at);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
  channel TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, -- while sending: the end of the lease
  sent_at INTEGER,
  last_error TEXT, message INTEGER REFERENCES message, refused_at INTEGER, hold_until INTEGER, takeover TEXT, address TEXT,
  UNIQUE (alert, channel)
) STRICT;

CREATE INDEX delivery_due ON delivery (due_at) WHERE state IN (0, 1);

CREATE TABLE worker (
  location INTEGER PRIMARY KEY REFERENCES name,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  token TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rollup_run (
  span INTEGER NOT NULL CHECK (span IN (0, 1)),
  at INTEGER NOT NULL,
  probe INTEGER NOT NULL REFERENCES probe,
  passed INTEGER NOT NULL,
  slow INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  error INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  missed INTEGER NOT NULL, -- slots, where `skipped` counts rows of several slots
  interrupted INTEGER NOT NULL,
  statuses TEXT NOT NULL, -- JSON: responses by HTTP status
  lag BLOB NOT NULL, good INTEGER, provider_failed INTEGER, unmeasured INTEGER, -- sketch of the milliseconds between slot and start
  PRIMARY KEY (span, at, probe)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_measure (
  span INTEGER NOT NULL CHECK (span IN (0, 1)),
  at INTEGER NOT NULL,
  probe INTEGER NOT NULL REFERENCES probe,
  step INTEGER NOT NULL REFERENCES name,
  measure INTEGER NOT NULL,
  sketch BLOB NOT NULL,
  PRIMARY KEY (span, at, probe, step, measure)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_due (
  span INTEGER NOT NULL CHECK (span IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (span, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE pruned (
  what TEXT PRIMARY KEY,
  before_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE witness (
  target INTEGER PRIMARY KEY REFERENCES name,
  asked_at INTEGER NOT NULL,
  memory TEXT NOT NULL
) STRICT;

CREATE TABLE witness_voice (
  target INTEGER NOT NULL REFERENCES name,
  at INTEGER NOT NULL,
  voice INTEGER NOT NULL CHECK (voice BETWEEN 0 AND 5),
  http_status INTEGER,
  message TEXT,
  PRIMARY KEY (target, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE witness_component (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES name,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  surfaces TEXT NOT NULL,
  UNIQUE (target, key)
) STRICT;

CREATE TABLE witness_claim (
  component INTEGER NOT NULL REFERENCES witness_component,
  at INTEGER NOT NULL,
  claim INTEGER NOT NULL CHECK (claim BETWEEN 0 AND 5),
  PRIMARY KEY (component, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE witness_post (
  target INTEGER NOT NULL REFERENCES name,
  at INTEGER NOT NULL,
  incident TEXT NOT NULL,
  post TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  surfaces TEXT NOT NULL,
  PRIMARY KEY (target, at, incident, post)
) STRICT, WITHOUT ROWID;

CREATE TABLE quiet_window (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1),
  target INTEGER REFERENCES name,
  surface INTEGER REFERENCES name,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at >= from_at),
  reason TEXT
) STRICT;

CREATE INDEX quiet_window_by_end ON quiet_window (to_at);

CREATE TABLE spend (
  day INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES name,
  requests INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  micro_usd INTEGER NOT NULL, -- millionths of a US dollar
  PRIMARY KEY (day, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_of_run ON notice (run);

CREATE TABLE "skip" (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  reason INTEGER NOT NULL CHECK (reason >= 0),
  count INTEGER NOT NULL CHECK (count > 0),
  until_at INTEGER NOT NULL
) STRICT;

CREATE INDEX surface_broken ON surface (since, target) WHERE state IN (1, 2);

CREATE INDEX run_probe ON run (probe, scheduled_at);

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL, -- dedup key
  tried_at INTEGER NOT NULL, rung INTEGER, reached_at INTEGER, service_id TEXT, -- last attempt
  UNIQUE (channel, key)
) STRICT;

CREATE INDEX message_tried ON message (channel, tried_at);

CREATE INDEX delivery_message ON delivery (message) WHERE message IS NOT NULL;

CREATE TABLE acknowledgement (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  name TEXT NOT NULL, -- who
  reason TEXT,
  via INTEGER NOT NULL CHECK (via BETWEEN 0 AND 2),
  ended_at INTEGER -- NULL while it holds
) STRICT;

CREATE UNIQUE INDEX acknowledgement_of ON acknowledgement (incident) WHERE ended_at IS NULL;

CREATE TABLE ack_token (
  hash TEXT PRIMARY KEY, -- SHA-256 of the token, in hexadecimal
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  channel TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE "incident_entry" (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
  surface TEXT,
  from_state INTEGER CHECK (from_state BETWEEN 0 AND 4),
  to_state INTEGER CHECK (to_state BETWEEN 0 AND 4),
  text TEXT NOT NULL
) STRICT;

CREATE INDEX incident_entry_of ON incident_entry (incident);

CREATE TABLE thread (
  channel TEXT NOT NULL,
  stream TEXT NOT NULL,
  service_id TEXT NOT NULL,
  PRIMARY KEY (channel, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused_attempt (
  channel TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (channel, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_stream ON alert (stream);

CREATE TABLE failover_proof (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  class TEXT NOT NULL, -- the class of failure that was injected
  route TEXT NOT NULL, -- how the team reaches the model: direct, sdk, cli, gateway
  through TEXT NOT NULL, -- the surface of model B: openai/cli
  green INTEGER NOT NULL CHECK (green BETWEEN 0 AND 1), -- whether the caller got a complete right answer
  took_ms INTEGER, -- until that answer
  client TEXT -- name and version
) STRICT;

CREATE INDEX failover_proof_newest ON failover_proof (through, class, route, at);

CREATE TABLE drill (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- 20261129-143200-front-doors-first, also its folder
  scenario TEXT NOT NULL,
  seed INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  status TEXT NOT NULL, -- completed, failed, aborted, interrupted
  deviated INTEGER NOT NULL CHECK (deviated BETWEEN 0 AND 1), -- whether the steady state was not met again
  score INTEGER NOT NULL, -- tenths of a point
  possible INTEGER NOT NULL, -- tenths of a point
  open INTEGER NOT NULL CHECK (open BETWEEN 0 AND 1), -- whether a finding has no owner
  example INTEGER NOT NULL CHECK (example BETWEEN 0 AND 1) -- whether it rehearsed the example of the product, not a plan of the team
) STRICT;

CREATE TABLE outage_plan (
  subject TEXT PRIMARY KEY, -- name of the incident; of a notice its key, an @ and when it opened
  plan TEXT NOT NULL, -- JSON: workflows, and what was known of their fallbacks
  trouble TEXT -- JSON: what was measured of it; NULL until that is final
) STRICT, WITHOUT ROWID;

CREATE TABLE afterwards (
  id INTEGER PRIMARY KEY,
  incident TEXT NOT NULL, -- its name
  workflow TEXT NOT NULL,
  item TEXT NOT NULL,
  at INTEGER NOT NULL, -- when the incident ended
  closed_at INTEGER, -- NULL: still to do
  closed_by TEXT
) STRICT;

CREATE TABLE proven_fallback (
  workflow TEXT NOT NULL,
  fallback TEXT NOT NULL, -- what the workflow switches to or goes on by
  at INTEGER NOT NULL,
  PRIMARY KEY (workflow, fallback)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX afterwards_once ON afterwards (incident, workflow, item);

CREATE INDEX afterwards_open ON afterwards (id) WHERE closed_at IS NULL;

CREATE INDEX notice_of_surface ON notice (target, surface, at);

CREATE TABLE incident_note (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind >= 0),
  name TEXT NOT NULL, -- who wrote it
  text TEXT NOT NULL -- of kind 1: the owner
) STRICT;

CREATE INDEX incident_note_of ON incident_note (incident);

CREATE TABLE incident_run (
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  PRIMARY KEY (incident, run)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_run_of ON incident_run (run);

CREATE TABLE person_report (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES name,
  surface INTEGER NOT NULL REFERENCES name,
  trouble TEXT NOT NULL, -- what the person saw
  via TEXT NOT NULL, -- dashboard or hook
  reporter TEXT NOT NULL, -- random, renewed every day
  client TEXT -- version of the client
) STRICT;

CREATE INDEX person_report_at ON person_report (at);

CREATE TABLE report_token (
  hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX failover_proof_at ON failover_proof (at);

CREATE TABLE setup_part (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL, -- start of the worker
  location INTEGER NOT NULL REFERENCES name,
  kind INTEGER NOT NULL CHECK (kind >= 0),
  subject TEXT NOT NULL, -- of a probe its target and name: claude/login; else empty
  value TEXT NOT NULL, -- the version of the product, or the beginning of the SHA-256 of the file
  before TEXT -- NULL at the first start
) STRICT;

CREATE INDEX setup_part_of ON setup_part (location, kind, subject);

CREATE INDEX setup_part_at ON setup_part (at);

CREATE TABLE run_request (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  expires_at INTEGER, -- NULL: with the run
  requests BLOB NOT NULL
) STRICT;

CREATE INDEX run_request_expiry ON run_request (expires_at) WHERE expires_at IS NOT NULL;

