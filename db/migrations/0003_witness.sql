-- What a provider's own status page said, kept as changes.

-- One row per watched page: when it was last asked, and what is remembered of it between two readings (JSON).
CREATE TABLE witness (
  target INTEGER PRIMARY KEY REFERENCES name,
  asked_at INTEGER NOT NULL,
  memory TEXT NOT NULL
) STRICT;

-- Whether the page could be heard from then on.
CREATE TABLE witness_voice (
  target INTEGER NOT NULL REFERENCES name,
  at INTEGER NOT NULL,
  voice INTEGER NOT NULL CHECK (voice BETWEEN 0 AND 5),
  http_status INTEGER,
  message TEXT,
  PRIMARY KEY (target, at)
) STRICT, WITHOUT ROWID;

-- A part of the provider's service; `key` is the page's own id, `surfaces` a JSON list of ours.
CREATE TABLE witness_component (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES name,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  surfaces TEXT NOT NULL,
  UNIQUE (target, key)
) STRICT;

-- What the page said of a component from then on.
CREATE TABLE witness_claim (
  component INTEGER NOT NULL REFERENCES witness_component,
  at INTEGER NOT NULL,
  claim INTEGER NOT NULL CHECK (claim BETWEEN 0 AND 5),
  PRIMARY KEY (component, at)
) STRICT, WITHOUT ROWID;

-- What the page published about incidents; `at` is its own time, `surfaces` a JSON list.
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
