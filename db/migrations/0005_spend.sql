-- What probing a target spent on a day that begins at `day` (epoch ms, UTC). Added up with every run, kept for ever.
CREATE TABLE spend (
  day INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES name,
  requests INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  micro_usd INTEGER NOT NULL, -- millionths of a US dollar
  PRIMARY KEY (day, target)
) STRICT, WITHOUT ROWID;
