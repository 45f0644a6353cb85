-- When the service of the channel first refused it for good; NULL where it did not, or where the channel works again.
ALTER TABLE delivery ADD COLUMN refused_at INTEGER;
