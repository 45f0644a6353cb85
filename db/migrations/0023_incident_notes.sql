-- What people add to an incident: notes, and who owns it from then on. Beside `incident_entry`, which the judge writes.
CREATE TABLE incident_note (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind >= 0),
  name TEXT NOT NULL, -- who wrote it
  text TEXT NOT NULL -- of kind 1: the owner
) STRICT;

-- The notes of an incident.
CREATE INDEX incident_note_of ON incident_note (incident);

-- The runs that an incident refers to. Pruning leaves them, so that they are kept as long as the incident.
CREATE TABLE incident_run (
  incident INTEGER NOT NULL REFERENCES incident ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  PRIMARY KEY (incident, run)
) STRICT, WITHOUT ROWID;

-- Whether a run is kept; also for the deletion of runs.
CREATE INDEX incident_run_of ON incident_run (run);

-- The id by which the service finds the request that failed.
ALTER TABLE failure ADD COLUMN request_id TEXT;
