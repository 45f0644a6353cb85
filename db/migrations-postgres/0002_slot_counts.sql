-- What the scheduled slots of an hour or day say of the provider, maintenance left out; NULL in sums of older releases.
ALTER TABLE rollup_run ADD COLUMN good BIGINT; -- passed and slow runs
ALTER TABLE rollup_run ADD COLUMN provider_failed BIGINT; -- failed runs
ALTER TABLE rollup_run ADD COLUMN unmeasured BIGINT; -- slots: missed, skipped, or the run could not measure
