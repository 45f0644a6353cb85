-- Sums the hours again in which a stored run failed without an answer: their counts of statuses now have `timeout` and
-- `network` as well. Hours whose runs are pruned stay as they are.
INSERT OR IGNORE INTO rollup_due (span, at)
SELECT DISTINCT 0, run.scheduled_at / 3600000 * 3600000
FROM run
JOIN failure ON failure.run = run.id AND failure.seq = -1
JOIN name ON name.id = failure.class AND name.text IN ('timeout', 'stalled', 'dns', 'connect', 'tls')
WHERE run.outcome IN (1, 2, 3)
  AND run.trigger = 0
  AND run.scheduled_at >= COALESCE((SELECT before_at FROM pruned WHERE what = 'runs'), 0);
