-- What people report of surfaces: a witness beside the status page. Names nobody. Kept as long as raw runs.
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

-- The reports of a range.
CREATE INDEX person_report_at ON person_report (at);

-- Tokens that may send reports and nothing else; only their hashes.
CREATE TABLE report_token (
  hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
