-- The run that a notice was opened by: its evidence shows what has to be mended.
ALTER TABLE notice ADD COLUMN run INTEGER REFERENCES run ON DELETE SET NULL;

-- Asked with every run that is deleted.
CREATE INDEX notice_of_run ON notice (run);

-- Whether the file was deleted to make room, while the run it tells of is still kept.
ALTER TABLE artifact ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone BETWEEN 0 AND 1);
