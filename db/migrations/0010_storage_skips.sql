-- Slots whose results could not be stored. Which reasons there are is said in the code alone.

CREATE TABLE skip_next (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  reason INTEGER NOT NULL CHECK (reason >= 0),
  count INTEGER NOT NULL CHECK (count > 0),
  until_at INTEGER NOT NULL
) STRICT;

INSERT INTO skip_next SELECT run, reason, count, until_at FROM skip;
DROP TABLE skip;
ALTER TABLE skip_next RENAME TO skip;
