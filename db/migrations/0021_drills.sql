-- The scores of drills. A drill has a database of its own; only its score is kept here, for ever: there are few.
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
