import { createHash } from 'node:crypto'
import { dirname, relative } from 'node:path'
import { type Clock, type Log, messageOf, type ProbePlan, probeId, type SetupPart } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import { filesOf } from './imported-files.ts'

/** Digits of a hash that distinguish files. */
const DIGITS = 12

interface SetupSources {
  readonly version: string
  /** The configuration file; undefined for the built-in sandbox demo. */
  readonly configFile: string | undefined
  readonly plans: readonly ProbePlan[]
}

/** What a worker runs with. Of a file its own text counts, and that of the files which it imports by a relative path. */
export function setupParts({ version, configFile, plans }: SetupSources): readonly SetupPart[] {
  const files = [
    ...(configFile === undefined ? [] : [{ kind: 'config' as const, subject: '', file: configFile }]),
    ...plans.map((plan) => ({ kind: 'probe' as const, subject: probeId(plan), file: plan.file })),
  ]
  // A file of probes is that of every target.
  const hashes = new Map([...new Set(files.map(({ file }) => file))].map((file) => [file, hashOf(file)]))
  return [
    { kind: 'version', subject: '', value: version },
    ...files.flatMap(({ kind, subject, file }) => {
      const value = hashes.get(file)
      return value === undefined ? [] : [{ kind, subject, value }]
    }),
  ]
}

/**
 * The same wherever the folder of the file lies. Undefined for a file that was deleted since it was loaded. A file without
 * imports has the hash of its text, as in earlier versions.
 */
function hashOf(file: string): string | undefined {
  const [entry, ...imported] = filesOf(file)
  if (!entry) return undefined
  const hash = createHash('sha256').update(entry.content)
  for (const { path, content } of imported) {
    hash.update(`\0${relative(dirname(file), path)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, DIGITS)
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
