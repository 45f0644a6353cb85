-- Sums of the scheduled runs of a probe over an hour (span 0) or a day (span 1) that begins at `at`, UTC.
-- Sketches: src/store/sketch.ts.

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
  lag BLOB NOT NULL, -- sketch of the milliseconds between slot and start
  PRIMARY KEY (span, at, probe)
) STRICT, WITHOUT ROWID;

-- Times and measures of the passed and slow ones among them; `measure` is the id of its name, 0 for the step's own time.
CREATE TABLE rollup_measure (
  span INTEGER NOT NULL CHECK (span IN (0, 1)),
  at INTEGER NOT NULL,
  probe INTEGER NOT NULL REFERENCES probe,
  step INTEGER NOT NULL REFERENCES name,
  measure INTEGER NOT NULL,
  sketch BLOB NOT NULL,
  PRIMARY KEY (span, at, probe, step, measure)
) STRICT, WITHOUT ROWID;

-- Hours and days that are to be summed (again). A reader takes their runs (or hours) instead.
CREATE TABLE rollup_due (
  span INTEGER NOT NULL CHECK (span IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (span, at)
) STRICT, WITHOUT ROWID;

-- Up to where pruning went: 'runs', 'hours'.
CREATE TABLE pruned (
  what TEXT PRIMARY KEY,
  before_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
