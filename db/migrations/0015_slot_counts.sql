-- What the scheduled slots of an hour or day say of the provider, maintenance left out; NULL in sums of older releases.
ALTER TABLE rollup_run ADD COLUMN good INTEGER; -- passed and slow runs
ALTER TABLE rollup_run ADD COLUMN provider_failed INTEGER; -- failed runs
ALTER TABLE rollup_run ADD COLUMN unmeasured INTEGER; -- slots: missed, skipped, or the run could not measure
