import type { SkipReason } from '../../src/core/index.ts'

/** Why a slot was not run. */
export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  missed: 'no worker ran, or it was too busy',
  overlap: 'the run before had not ended',
  maintenance: 'maintenance',
  budget: 'the budget ran short',
  clock_change: 'the clock was set',
  suspended: 'the machine was suspended',
  storage: 'the database could not be written',
}
