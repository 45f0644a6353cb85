-- The newest runs of one probe, and its runs in a range, are found without a look at the runs of all others.
CREATE INDEX run_probe ON run (probe, scheduled_at);
