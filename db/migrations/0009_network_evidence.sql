-- What decided whose fault a failed connection was: its sign, and the votes of the controls that were asked (JSON).
ALTER TABLE failure ADD COLUMN network TEXT;
