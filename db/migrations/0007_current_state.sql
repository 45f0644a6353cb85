-- Under maintenance: the state that the runs show all the same.
ALTER TABLE surface ADD COLUMN measured INTEGER CHECK (measured BETWEEN 0 AND 3);
ALTER TABLE transition ADD COLUMN measured INTEGER CHECK (measured BETWEEN 0 AND 3);

-- Since when the configuration does not contain the surface any more.
ALTER TABLE surface ADD COLUMN retired_at INTEGER;
-- Whether the surface was retired by this transition: from here on it is not watched.
ALTER TABLE transition ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired BETWEEN 0 AND 1);

-- Why the incident was closed although its surfaces did not recover.
ALTER TABLE incident ADD COLUMN closed TEXT;
