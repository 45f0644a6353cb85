// Replay of a history through the judge and the paging rules of other monitors. Takes runs and a policy; gives incidents,
// alerts, detection times and false alerts of each rule. Pure; only `files/` reads the disk.
export { type Backtest, type BacktestOptions, backtest } from './backtest.ts'
export * from './files/index.ts'
export { outagesOf } from './hindsight.ts'
export type { Replayed } from './player.ts'
export { doorwatchPlayer } from './replay.ts'
export { rulePlayer } from './rule-player.ts'
export { PAGING_RULES } from './rules/index.ts'
export { differenceOf, scoreOf } from './score.ts'
export { type Survey, surveyRuns } from './survey.ts'
