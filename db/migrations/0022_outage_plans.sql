-- The plan that an incident or a notice is priced with: as it was when that opened. Later edits change nothing.
CREATE TABLE outage_plan (
  subject TEXT PRIMARY KEY, -- name of the incident; of a notice its key, an @ and when it opened
  plan TEXT NOT NULL, -- JSON: workflows, and what was known of their fallbacks
  trouble TEXT -- JSON: what was measured of it; NULL until that is final
) STRICT, WITHOUT ROWID;

-- What is to do after an outage, until somebody closes it.
CREATE TABLE afterwards (
  id INTEGER PRIMARY KEY,
  incident TEXT NOT NULL, -- its name
  workflow TEXT NOT NULL,
  item TEXT NOT NULL,
  at INTEGER NOT NULL, -- when the incident ended
  closed_at INTEGER, -- NULL: still to do
  closed_by TEXT
) STRICT;

-- The fallbacks that were proven once: one that is not any more is a plan that worsened.
CREATE TABLE proven_fallback (
  workflow TEXT NOT NULL,
  fallback TEXT NOT NULL, -- what the workflow switches to or goes on by
  at INTEGER NOT NULL,
  PRIMARY KEY (workflow, fallback)
) STRICT, WITHOUT ROWID;

-- Each item of an incident once, also where it is reopened and ends again.
CREATE UNIQUE INDEX afterwards_once ON afterwards (incident, workflow, item);
-- The open items.
CREATE INDEX afterwards_open ON afterwards (id) WHERE closed_at IS NULL;
-- The notices of a surface in a range.
CREATE INDEX notice_of_surface ON notice (target, surface, at);
