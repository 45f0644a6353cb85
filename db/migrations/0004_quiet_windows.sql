-- Stretches in which nobody wants to be told, asked for from the command line. NULL target: everything; NULL surface: the
-- whole target.
CREATE TABLE quiet_window (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1),
  target INTEGER REFERENCES name,
  surface INTEGER REFERENCES name,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at >= from_at),
  reason TEXT
) STRICT;

-- Which windows are not over yet, asked every few seconds.
CREATE INDEX quiet_window_by_end ON quiet_window (to_at);
