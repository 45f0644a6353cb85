import * as z from 'zod'
import { isJsonObject } from '../../core/index.ts'
import type { Slices } from './memory-slices.ts'

/**
 * Reads memories that version 0.1 wrote, which had no version slice (version 1): the same slices under the names of that
 * time, with counts packed in arrays. What it does not know it leaves as it is; the schema of the current version decides.
 */
export function upgradeFrom1(slices: Slices): Slices {
  const upgraded = new Map<string, unknown>()
  for (const [name, value] of slices) upgraded.set(name, upgradeSlice(name, value, slices))
  return upgraded
}

function upgradeSlice(name: string, value: unknown, slices: Slices): unknown {
  if (name === 'time') return renamed(value, { livedMs: 'activeMs' })
  if (name === 'pool') return upgradePool(value)
  if (name.startsWith('surface/')) return upgradeSurface(value)
  if (name.startsWith('watch/')) return upgradeWatch(value)
  if (name.startsWith('pace/')) return mapValues(value, (step) => renamed(step, { company: 'autocorrelation' }))
  if (name.startsWith('stream/')) return upgradeStream(name.slice('stream/'.length), value, slices)
  return value
}

function upgradeSurface(value: unknown): unknown {
  const surface = renamed(value, { trouble: 'episode', well: 'recovery' })
  return changed(surface, { episode: (episode) => changed(episode, { before: upgradeEpisode, now: upgradeEpisode }) })
}

function upgradeEpisode(value: unknown): unknown {
  return changed(value, { kind: (kind) => (kind === 'drag' ? 'slowdown' : kind) })
}

function upgradeWatch(value: unknown): unknown {
  const watch = renamed(value, { sights: 'observations', credit: 'extraRunBudget' })
  return changed(watch, {
    observations: (all) => (Array.isArray(all) ? all.map(upgradeObservation) : all),
    before: upgradeSuspicions,
    now: upgradeSuspicions,
  })
}

function upgradeObservation(value: unknown): unknown {
  return renamed(value, { told: 'usualBefore', drag: 'slowdown' })
}

function upgradeSuspicions(value: unknown): unknown {
  return renamed(value, { drag: 'slowdown' })
}

/** The only name of a stream was `probe@location`, and both parts may contain an `@`: the configured probes decide. */
function upgradeStream(id: string, value: unknown, slices: Slices): unknown {
  const stream = renamed(value, { heardMs: 'lastSeenMs', usual: 'baseline' })
  const probe = probesIn(slices.get('target')).find((name) => id.startsWith(`${name}@`)) ?? id.slice(0, id.indexOf('@'))
  return isJsonObject(stream)
    ? { ...changedRecord(stream, { baseline: upgradeBaseline }), probe, location: id.slice(probe.length + 1) }
    : stream
}

const WATCHED = z.object({ probes: z.array(z.object({ probe: z.string() })) })

/** The longest names first: of two that fit, the longer one is meant. */
function probesIn(target: unknown): readonly string[] {
  const { data } = WATCHED.safeParse(target)
  return data ? data.probes.map(({ probe }) => probe).toSorted((a, b) => b.length - a.length) : []
}

const BASELINE_RELATIONS = ['alone', 'next', 'soon', 'late'] as const
/** For each relation in turn: runs, failed, timed, slow. */
const BASELINE_COUNTS = ['runs', 'failed', 'timed', 'slow'] as const

function upgradeBaseline(value: unknown): unknown {
  const counts = (packed: unknown) => unpacked(packed, BASELINE_RELATIONS, BASELINE_COUNTS)
  const baseline = renamed(value, { known: 'settled', older: 'lastHour', newer: 'thisHour' })
  if (!isJsonObject(baseline)) return baseline
  return { good: 0, ...changedRecord(baseline, { settled: counts, lastHour: counts, thisHour: counts }) }
}

const POOL_RELATIONS = ['adjacent', 'near', 'soon', 'late'] as const
const POOL_COUNTS = ['runs', 'failures'] as const

function upgradePool(value: unknown): unknown {
  return changed(value, {
    failures: (all) => (Array.isArray(all) ? all.map((entry) => renamed(entry, { usual: 'usualRate' })) : all),
    before: upgradePoolState,
    now: upgradePoolState,
  })
}

function upgradePoolState(value: unknown): unknown {
  const counts = (packed: unknown) => unpacked(packed, POOL_RELATIONS, POOL_COUNTS)
  return changed(value, {
    counts: (all) =>
      changed(renamed(all, { known: 'settled', older: 'lastHour', newer: 'thisHour' }), {
        settled: counts,
        lastHour: counts,
        thisHour: counts,
      }),
  })
}

/** Names the numbers of a packed array; groups of zeros are left out. */
function unpacked(packed: unknown, groups: readonly string[], names: readonly string[]): unknown {
  if (!Array.isArray(packed) || packed.length !== groups.length * names.length) return packed
  const entries = groups.map((group, index): [string, Record<string, unknown>] => {
    const numbers: unknown[] = packed.slice(index * names.length, (index + 1) * names.length)
    return [group, Object.fromEntries(names.map((name, place) => [name, numbers[place]]))]
  })
  return Object.fromEntries(entries.filter(([, counts]) => Object.values(counts).some((count) => count !== 0)))
}

function renamed(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [names[name] ?? name, entry]))
}

/** The record with some of its entries changed, where it has them. */
function changed(value: unknown, changes: Changes): unknown {
  return isJsonObject(value) ? changedRecord(value, changes) : value
}

type Changes = Readonly<Record<string, (entry: unknown) => unknown>>

function changedRecord(record: Record<string, unknown>, changes: Changes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, changes[name]?.(entry) ?? entry]))
}

function mapValues(value: unknown, change: (entry: unknown) => unknown): unknown {
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry)]))
    : value
}
