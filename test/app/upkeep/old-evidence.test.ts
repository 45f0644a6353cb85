import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { pruneEvidence } from '../../../src/app/upkeep/old-evidence.ts'
import { DAY, HOUR, MINUTE, type RunResult, SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import { applyVerdict, incidentOf, verdictOf } from '../../store/kit.ts'
import { placeEmptyDatabase } from '../../support/empty-database.ts'

const NOW = Date.now()
const MB = 1_024 * 1_024
const folders: string[] = []
let root: string
let store: Store

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-evidence-'))
  folders.push(folder)
  root = join(folder, 'artifacts')
  const path = join(folder, 'db.sqlite')
  await placeEmptyDatabase(path)
  store = await openStore({ path, log: SILENT, clock: { now: () => NOW } })
})
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Files of a run as old as that, with its row in the database. */
async function record(probe: string, ageMs: number, bytes: number): Promise<string> {
  const at = NOW - ageMs
  const folder = `site/${probe}/${at}-confirm`
  const artifacts = (['screenshot.png', 'trace.zip'] as const).map((name) => {
    const path = join(root, folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, Buffer.alloc(bytes / 2))
    utimesSync(path, at / 1_000, at / 1_000)
    const kind = name === 'trace.zip' ? ('trace' as const) : ('screenshot' as const)
    return { kind, path: `${folder}/${name}`, bytes: bytes / 2 }
  })
  const ref = { target: 'site', surface: 'console', probe, location: 'here', trigger: 'confirm' } as const
  const result: RunResult = {
    ...{ ...ref, scheduledAt: at, startedAt: at, durationMs: 100, outcome: 'failed', steps: [], artifacts },
    failure: { class: 'server_error', blame: 'provider', message: 'HTTP 500' },
  }
  await store.transaction(async (tx) => {
    const id = await tx.claimRun({ ...ref, scheduledAt: at, evidence: true }, at)
    await tx.finishRun(id ?? 0, result)
  })
  return folder
}

const NO_LIMITS = { ageMs: 400 * DAY, bytes: 1_000 * MB, incidentBytes: 1_000 * MB }
const prune = (limits: Partial<typeof NO_LIMITS>) => pruneEvidence(root, store, { ...NO_LIMITS, ...limits }, NOW)
const deletedPaths = async () =>
  (await store.runs({ limit: 20 })).flatMap((run) => (run.artifacts?.every((one) => one.gone) ? [run.probe] : []))

describe('old evidence', () => {
  it('is deleted after the retention, with its empty folders', async () => {
    await record('old', 15 * DAY, 1_000)
    const young = await record('young', 13 * DAY, 1_000)
    expect(await prune({ ageMs: 14 * DAY })).toBe(1)
    expect(existsSync(join(root, 'site/old'))).toBe(false)
    expect(existsSync(join(root, young, 'trace.zip'))).toBe(true)
    expect(await deletedPaths()).toEqual(['old'])
  })

  it('is deleted, the oldest first, until all of it fits', async () => {
    for (const [index, probe] of ['a', 'b', 'c', 'd'].entries()) await record(probe, (10 - index) * HOUR, MB)
    expect(await prune({ bytes: 2.5 * MB })).toBe(2)
    expect((await deletedPaths()).sort()).toEqual(['a', 'b'])
    expect(await prune({ bytes: 2.5 * MB })).toBe(0)
  })

  it('is kept while its run may still write it, whatever its size', async () => {
    await record('now', 2 * MINUTE, 4 * MB)
    expect(await prune({ bytes: MB })).toBe(0)
    expect(await deletedPaths()).toEqual([])
  })

  it('of incidents outlives its age, that of the newest incident first as far as it fits', async () => {
    const folders = []
    for (const [index, probe] of ['older', 'newer'].entries()) {
      folders.push(await record(probe, (60 - index) * DAY, 2 * MB))
      const openedAt = NOW - (60 - index) * DAY
      const incident = incidentOf(probe, { target: probe, openedAt, impactAt: openedAt })
      await applyVerdict(store, verdictOf({ incident: { incident, entries: [] } }))
      const [run] = await store.runs({ probe, limit: 1 })
      await store.keepRuns(probe, [run?.id ?? 0])
    }
    expect(await prune({ ageMs: 14 * DAY, bytes: MB, incidentBytes: 5 * MB })).toBe(0)
    expect(await prune({ ageMs: 14 * DAY, incidentBytes: 3 * MB })).toBe(1)
    expect(folders.map((folder) => existsSync(join(root, folder)))).toEqual([false, true])
    expect(await deletedPaths()).toEqual(['older'])
  })

  it('without a run is deleted by age as well', async () => {
    mkdirSync(join(root, 'site/orphan'), { recursive: true })
    writeFileSync(join(root, 'site/orphan/console.log'), 'x')
    utimesSync(join(root, 'site/orphan/console.log'), 1, 1)
    expect(await prune({ ageMs: DAY })).toBe(1)
    expect(existsSync(join(root, 'site'))).toBe(false)
    expect(existsSync(root)).toBe(true)
  })

  it('is kept while the database cannot be written, so that no link breaks', async () => {
    const folder = await record('kept', 15 * DAY, 1_000)
    const broken = { ...store, forgetArtifacts: () => Promise.reject(new Error('locked')) }
    await expect(pruneEvidence(root, broken, { ...NO_LIMITS, ageMs: DAY }, NOW)).rejects.toThrow('locked')
    expect(existsSync(join(root, folder, 'trace.zip'))).toBe(true)
  })

  it('needs no work without any recording', async () => {
    expect(await prune({ ageMs: DAY })).toBe(0)
  })
})
