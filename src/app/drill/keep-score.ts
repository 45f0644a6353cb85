import type { Config } from '../../config/index.ts'
import { type Clock, type DrillSummary, type Log, MonitorError, messageOf } from '../../core/index.ts'
import { openStore } from '../../store/index.ts'

/** Stores the score in the real database, created where there is none. A failure is logged: the score card is in its file. */
export async function keepScore(
  { database }: Pick<Config, 'database'>,
  drill: DrillSummary,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<void> {
  try {
    const store = await openStore({ path: database, log, clock, olderSchema: 'refuse' })
    try {
      await store.saveDrill(drill)
    } finally {
      await store.close()
    }
  } catch (error) {
    const hint = error instanceof MonitorError ? (error.hint ?? '') : ''
    log.warn(`the score could not be stored: ${messageOf(error)}. ${hint}`.trim(), { database })
  }
}
