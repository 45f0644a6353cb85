import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Clock, type Log, messageOf, type ProbePlan, probeId, type SetupPart } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'

/** So many digits of a hash tell files apart. */
const DIGITS = 12

export interface SetupSources {
  readonly version: string
  /** The configuration file; undefined for the built-in sandbox demo. */
  readonly configFile: string | undefined
  readonly plans: readonly ProbePlan[]
}

/** What a worker runs with. Of a file only its own text counts, not that of files which it imports. */
export function setupParts({ version, configFile, plans }: SetupSources): readonly SetupPart[] {
  const files = [
    ...(configFile === undefined ? [] : [{ kind: 'config' as const, subject: '', file: configFile }]),
    ...plans.map((plan) => ({ kind: 'probe' as const, subject: probeId(plan), file: plan.file })),
  ]
  return [
    { kind: 'version', subject: '', value: version },
    ...files.flatMap(({ kind, subject, file }) => {
      const value = hashOf(file)
      return value === undefined ? [] : [{ kind, subject, value }]
    }),
  ]
}

/** Undefined for a file that was deleted since it was loaded. */
function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, DIGITS)
  } catch {
    return undefined
  }
}

/** Stores what this worker runs with, so that charts can mark its changes. A database that cannot be written is no reason not to start. */
export async function noteSetup(
  sources: Omit<SetupSources, 'configFile'> & {
    readonly config: { readonly file?: string; readonly location: string }
    readonly store: Pick<Store, 'saveSetup'>
    readonly clock: Clock
    readonly log: Log
  },
): Promise<void> {
  const { config, version, plans, store, clock, log } = sources
  const parts = setupParts({ version, plans, configFile: config.file })
  try {
    await store.saveSetup({ at: clock.now(), location: config.location, parts })
  } catch (error) {
    log.warn(`Charts will not mark what changed at this start: ${messageOf(error)}`)
  }
}
