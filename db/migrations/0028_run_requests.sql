-- The requests of a run, as deflated JSON: see src/store/runs/requests.ts. Those of a run that passed are deleted after a day,
-- unless trouble follows it or an incident refers to it. All others stay as long as their run.
CREATE TABLE run_request (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  expires_at INTEGER, -- NULL: with the run
  requests BLOB NOT NULL
) STRICT;

-- What is to be deleted, oldest first.
CREATE INDEX run_request_expiry ON run_request (expires_at) WHERE expires_at IS NOT NULL;
