-- The results of injecting failures into the team's own routes: whether model B took over. Kept for ever; there are few.
CREATE TABLE failover_proof (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  class TEXT NOT NULL, -- the class of failure that was injected
  route TEXT NOT NULL, -- how the team reaches the model: direct, sdk, cli, gateway
  through TEXT NOT NULL, -- the surface of model B: openai/cli
  green INTEGER NOT NULL CHECK (green BETWEEN 0 AND 1), -- whether the caller got a complete right answer
  took_ms INTEGER, -- until that answer
  client TEXT -- name and version
) STRICT;

-- The newest result of each class and route to a surface.
CREATE INDEX failover_proof_newest ON failover_proof (through, class, route, at);
