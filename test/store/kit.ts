import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Alert,
  BLAME_OF,
  type Evidence,
  type Failure,
  type FailureClass,
  type Incident,
  MINUTE,
  type Notice,
  type RunRequest,
  type RunResult,
  SILENT,
  type SkippedSlot,
  type State,
  type StepResult,
  type Transition,
  type Verdict,
} from '../../src/core/index.ts'
import { emptyMemory, type TargetMemory } from '../../src/judge/index.ts'
import { openGuardedStore, openStore, type Store, type StoreOptions } from '../../src/store/index.ts'
import { placeEmptyDatabase } from '../support/empty-database.ts'
import { propertyRuns } from '../support/property-runs.ts'

/** Monday 23 November 2026, 09:00 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 9)

/** A folder that is gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** How many of `all` examples a property test tries. */
export function examplesOf({ examples = 1 }: StoreFactory, all: number): { readonly numRuns: number } {
  return propertyRuns(all * examples)
}

/** Opens a store on SQLite that is closed after the test. Migrates a new one, as the product does: for tests of just that. */
export async function openSqliteStore(path: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ path, log: SILENT, clock: { now: () => NOW }, ...options })
  onTestFinished(() => store.close())
  return store
}

/** As openSqliteStore, of a database that is migrated where it is new: in a tenth of the time. */
export async function openEmptyStore(path: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  await placeEmptyDatabase(path)
  return openSqliteStore(path, options)
}

/** Gives a contract test an empty store, and the same one opened again. */
export interface StoreFactory {
  /** Whether the database has one session only, so that a reader waits while a transaction is open. */
  readonly oneSession?: boolean
  /** Whether a text loses its NUL characters. */
  readonly losesNul?: boolean
  /** The share of the examples that a property test tries. Default: all of them. */
  readonly examples?: number
  open(): Promise<{ readonly store: Store; readonly again: () => Promise<Store> }>
}

export const sqlite: StoreFactory = {
  async open() {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    return { store: await openEmptyStore(path), again: () => openSqliteStore(path) }
  },
}

/** The store of a worker, which goes on in memory while its database cannot be written. */
export const guarded: StoreFactory = {
  async open() {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    await placeEmptyDatabase(path)
    const again = async () => {
      const store = await openGuardedStore({ path, log: SILENT, clock: { now: () => NOW } })
      onTestFinished(() => store.close())
      return store
    }
    return { store: await again(), again }
  },
}

export function requestOf(more: Partial<RunRequest> = {}): RunRequest {
  const ref = { target: 'sandbox', surface: 'login', probe: 'login', location: 'here' }
  return { ...ref, trigger: 'schedule', scheduledAt: NOW, evidence: false, ...more }
}

export function failureOf(kind: FailureClass, more: Partial<Failure> = {}): Failure {
  return { class: kind, blame: BLAME_OF[kind], message: `it was ${kind}`, ...more }
}

export function stepOf(name: string, startedAt: number, more: Partial<StepResult> = {}): StepResult {
  return { name, outcome: 'passed', startedAt, durationMs: 120, statuses: { '200': 3 }, measures: {}, ...more }
}

export function resultOf(more: Partial<RunResult> = {}): RunResult {
  const { evidence, ...slot } = requestOf()
  const startedAt = (more.scheduledAt ?? slot.scheduledAt) + 25
  const steps = [stepOf('open the page', startedAt), stepOf('submit credentials', startedAt + 130)]
  return { ...slot, startedAt, durationMs: 260, outcome: 'passed', steps, ...more }
}

/** The slots that a stored row of outcome `skipped` stands for. */
export function skippedOf(row: RunResult): SkippedSlot {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt } = row
  const skip = row.skip ?? { reason: 'missed', count: 1, until: scheduledAt }
  return { target, surface, probe, location, trigger, scheduledAt, noticedAt: startedAt, ...skip }
}

/** Stores a finished run, or slots that were not run, and gives its id. */
export async function storeResult(store: Store, result: RunResult): Promise<number | undefined> {
  return store.transaction(async (tx) => {
    if (result.skip) {
      await tx.insertSkipped(skippedOf(result))
      return undefined
    }
    const id = await tx.claimRun({ ...result, evidence: false }, result.startedAt)
    if (id !== undefined) await tx.finishRun(id, result)
    return id
  })
}

export const EVIDENCE: Evidence = { reasons: ['Two runs in a row failed.'], runs: [], numbers: { usual: 0.01 } }

export function verdictOf(more: Partial<Verdict> = {}): Verdict {
  return { outcome: 'failed', confirm: false, transitions: [], notices: [], ...more }
}

export function transitionOf(from: State, to: State, more: Partial<Transition> = {}): Transition {
  return { target: 'sandbox', surface: 'login', at: NOW, from, to, since: NOW - MINUTE, evidence: EVIDENCE, ...more }
}

export function incidentOf(name: string, more: Partial<Incident> = {}): Incident {
  return {
    name,
    target: 'sandbox',
    openedAt: NOW,
    impactAt: NOW - MINUTE,
    surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: NOW, failure: failureOf('timeout') }],
    scope: 'sign-in only',
    ...more,
  }
}

export function noticeOf(more: Partial<Notice> = {}): Notice {
  return {
    key: 'sandbox/login/probe/drift',
    target: 'sandbox',
    surface: 'login',
    probe: 'login',
    blame: 'probe',
    at: NOW,
    open: true,
    failure: failureOf('drift'),
    text: 'Probe login needs repair.',
    ...more,
  }
}

export function alertOf(key: string, more: Partial<Alert> = {}): Alert {
  return {
    key,
    kind: 'opened',
    target: 'sandbox',
    at: NOW,
    headline: 'login is DOWN, API is up',
    lines: ['since 09:00'],
    surfaces: [],
    links: [{ text: 'dashboard', url: 'http://127.0.0.1:1/' }],
    ...more,
  }
}

/** Stores a memory whose judge was last active at `now`, and whatever else `parts` says. */
export function saveMemory(store: Store, now: number, parts: Partial<TargetMemory> = {}): Promise<void> {
  return store.transaction(async (tx) => {
    const { memory } = await tx.judgeMemory('sandbox')
    await tx.saveJudgeMemory('sandbox', memory, { ...memory, time: { now, activeMs: 0 }, ...parts })
  })
}

/** The memory that a transaction reads. */
export async function readMemory(store: Pick<Store, 'transaction'>, target = 'sandbox'): Promise<TargetMemory> {
  const { memory, unreadable } = await store.transaction((tx) => tx.judgeMemory(target))
  if (unreadable.length > 0) throw new Error(unreadable.join('; '))
  return memory
}

export const NO_MEMORY = emptyMemory({ name: 'sandbox', probes: [] })

/** Applies a verdict in a transaction of its own. */
export function applyVerdict(store: Store, verdict: Verdict, runId?: number): Promise<void> {
  return store.transaction((tx) => tx.applyChanges(verdict.incident?.incident.target ?? 'sandbox', runId, verdict))
}

/** Plans one alert for the given channels. */
export function planAlert(store: Store, key: string, channels: readonly string[], now = NOW): Promise<void> {
  return store.transaction((tx) => tx.saveAlerts([{ alert: alertOf(key, { at: now }), channels }], now))
}
