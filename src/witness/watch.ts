import { type Clock, type Log, MINUTE, type WitnessChange, type WitnessMemory } from '../core/index.ts'
import { diffReadings } from './diff.ts'
import { witnessLine } from './line.ts'
import type { SurfaceComponents } from './surfaces.ts'
import { createWitness } from './witness.ts'

/** Where changes and memory are kept. */
export interface WitnessStore {
  /** What was remembered of a target's page, and when it was last asked (epoch ms). */
  witnessMemory(target: string): Promise<{ readonly memory: WitnessMemory; readonly askedAt: number } | undefined>
  /** Keeps changes and memory together, or neither. */
  saveWitness(
    target: string,
    kept: { readonly memory: WitnessMemory; readonly changes: readonly WitnessChange[]; readonly askedAt: number },
  ): Promise<void>
}

export interface WatchDeps {
  readonly target: string
  /** Base address of the status page. */
  readonly statusPage: string
  /** Components by surface, where their names do not tell. */
  readonly components?: SurfaceComponents
  readonly store: WitnessStore
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  readonly random: () => number
  readonly userAgent: string
  /** Takes secrets out of what the page says. */
  readonly scrub?: (json: unknown) => unknown
  readonly log: Log
}

export interface WitnessWatch {
  /** Reads the page once and keeps what changed; to be called every minute, never twice at once. */
  poll(signal?: AbortSignal): Promise<void>
  /** What the page says now, for alerts; undefined before it was first read. */
  line(): string | undefined
}

/** Nobody was reading when the last question is older than this, ms: longer than the longest wait after failures. */
const SILENCE_MS = 20 * MINUTE

/** Watches the status page of one target. */
export function watchWitness(deps: WatchDeps): WitnessWatch {
  const { target, store, clock, log } = deps
  const witness = createWitness({ ...deps, url: deps.statusPage })
  let memory: WitnessMemory | undefined
  let loaded = false

  async function load(): Promise<void> {
    const kept = await store.witnessMemory(target)
    memory = kept?.memory
    loaded = true
    if (!kept || clock.now() - kept.askedAt <= SILENCE_MS || kept.memory.voice === 'unwatched') return
    const since = { voice: 'unwatched', voiceSince: kept.askedAt } as const
    memory = { ...kept.memory, ...since }
    const change: WitnessChange = { kind: 'voice', voice: 'unwatched', at: kept.askedAt }
    await store.saveWitness(target, { memory, changes: [change], askedAt: kept.askedAt })
  }

  return {
    async poll(signal) {
      if (!loaded) await load()
      const answer = await witness.read(memory?.incidents.map(({ id }) => id) ?? [], signal)
      if (!answer) return
      const next = diffReadings(memory, answer, deps.components)
      await store.saveWitness(target, { ...next, askedAt: answer.at })
      memory = next.memory
      for (const change of next.changes) {
        if (change.kind === 'voice') log.info('status page', { target, voice: change.voice, message: change.message })
      }
    },
    line: () => witnessLine(memory),
  }
}
