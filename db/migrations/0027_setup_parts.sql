-- What the worker of a location started with: a row for each part that is new, or differs from the start before.
CREATE TABLE setup_part (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL, -- start of the worker
  location INTEGER NOT NULL REFERENCES name,
  kind INTEGER NOT NULL CHECK (kind >= 0),
  subject TEXT NOT NULL, -- of a probe its target and name: claude/login; else empty
  value TEXT NOT NULL, -- the version of the product, or the beginning of the SHA-256 of the file
  before TEXT -- NULL at the first start
) STRICT;

-- The last value of a part.
CREATE INDEX setup_part_of ON setup_part (location, kind, subject);

-- The changes of a range.
CREATE INDEX setup_part_at ON setup_part (at);
