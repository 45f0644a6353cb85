-- Slots that a clock change or a suspended machine left out: two more reasons.

CREATE TABLE skip_next (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 5),
  count INTEGER NOT NULL CHECK (count > 0),
  until_at INTEGER NOT NULL
) STRICT;

INSERT INTO skip_next SELECT run, reason, count, until_at FROM skip;
DROP TABLE skip;
ALTER TABLE skip_next RENAME TO skip;
