// The words of this product as types, and pure helpers. Takes nothing, imports nothing, does nothing;
// every other folder speaks in these words. Times are integer epoch milliseconds UTC, durations milliseconds.
export * from './alert.ts'
export * from './errors.ts'
export * from './failure.ts'
export * from './history.ts'
export * from './incident.ts'
export * from './log.ts'
export * from './paths.ts'
export * from './run.ts'
export * from './target.ts'
export * from './time.ts'
export * from './witness.ts'
export * from './words.ts'
