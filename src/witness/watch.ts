import {
  type Clock,
  type Log,
  MINUTE,
  type ReachabilityChange,
  type WitnessChange,
  type WitnessMemory,
} from '../core/index.ts'
import { diffReadings } from './diff.ts'
import { diffEnded, isEndedDue } from './ended.ts'
import { witnessLine } from './line.ts'
import type { SurfaceComponents } from './surfaces.ts'
import { createWitness } from './witness.ts'

/** Stores changes and memory. */
export interface WitnessStore {
  /** The memory of a target's page, and when the page was last requested (epoch ms). */
  witnessMemory(target: string): Promise<{ readonly memory: WitnessMemory; readonly askedAt: number } | undefined>
  /** Stores changes and memory in one transaction. */
  saveWitness(
    target: string,
    update: { readonly memory: WitnessMemory; readonly changes: readonly WitnessChange[]; readonly askedAt: number },
  ): Promise<void>
}

interface WatchDeps {
  readonly target: string
  /** Base address of the status page. */
  readonly statusPage: string
  /** Components by surface, where the rules by name do not match. */
  readonly components?: SurfaceComponents
  readonly store: WitnessStore
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  readonly random: () => number
  readonly userAgent: string
  /** Removes secrets from the page's JSON. */
  readonly scrub?: (json: unknown) => unknown
  readonly log: Log
}

export interface WitnessWatch {
  /** Reads the page once and stores the changes. Call every minute, never concurrently. */
  poll(signal?: AbortSignal): Promise<void>
  /** The current status of the page for alerts; undefined before the first reading. */
  line(): string | undefined
}

/** The page counts as unwatched when the last request is older than this, ms: longer than the longest backoff. */
const SILENCE_MS = 20 * MINUTE

/** Watches the status page of one target. */
export function watchWitness(deps: WatchDeps): WitnessWatch {
  const { target, store, clock, log } = deps
  const witness = createWitness({ ...deps, url: deps.statusPage })
  let memory: WitnessMemory | undefined
  let loaded = false

  async function load(): Promise<void> {
    const stored = await store.witnessMemory(target)
    memory = stored?.memory
    loaded = true
    if (!stored || clock.now() - stored.askedAt <= SILENCE_MS || stored.memory.voice === 'unwatched') return
    const since = { voice: 'unwatched', voiceSince: stored.askedAt } as const
    memory = { ...stored.memory, ...since }
    const change: WitnessChange = { kind: 'voice', voice: 'unwatched', at: stored.askedAt }
    await store.saveWitness(target, { memory, changes: [change], askedAt: stored.askedAt })
  }

  return {
    async poll(signal) {
      if (!loaded) await load()
      const answer = await witness.read(memory?.incidents.map(({ id }) => id) ?? [], signal)
      if (!answer) return
      const next = diffReadings(memory, answer, deps.components)
      await store.saveWitness(target, { ...next, askedAt: answer.at })
      memory = next.memory
      for (const change of next.changes) if (change.kind === 'voice') logReachability(log, target, change)
      if (answer.kind === 'unreadable' || !isEndedDue(memory, answer.at)) return
      const later = diffEnded(memory, await witness.history(signal), answer.at)
      await store.saveWitness(target, { ...later, askedAt: answer.at })
      memory = later.memory
    },
    line: () => witnessLine(memory),
  }
}

function logReachability(log: Log, target: string, { voice, message }: ReachabilityChange): void {
  if (voice === 'heard') log.info('status page can be read', { target })
  else log.warn('status page cannot be read', { target, reason: voice, message })
}
