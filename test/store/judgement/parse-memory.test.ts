import { readFileSync } from 'node:fs'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MINUTE, SILENT } from '../../../src/core/index.ts'
import { createPolicy, judge, type TargetMemory } from '../../../src/judge/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { sliceChange } from '../../../src/store/judgement/memory-slices.ts'
import { parseMemory } from '../../../src/store/judgement/parse-memory.ts'
import { SCHEMA_6, unpackDatabase } from '../../support/upgrade.ts'
import { newFolder } from '../kit.ts'

/** Written by the release before the memory had a version: an open incident, a notice, names that hold an `@`. */
const VERSION_1: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(new URL('./fixtures/memory-version-1.json', import.meta.url), 'utf8'),
)

function rowsOf(slices: Readonly<Record<string, unknown>>) {
  return Object.entries(slices).map(([slice, value]) => ({ slice, value: JSON.stringify(value) }))
}

/** The rows of a memory that is stored in its own form. */
function storedRows(memory: TargetMemory) {
  return rowsOf(Object.fromEntries(sliceChange(parseMemory('sandbox', []).memory, memory).written))
}

describe('a memory of version 1', () => {
  const { memory, unreadable } = parseMemory('sandbox', rowsOf(VERSION_1))

  it('is read completely: incident, notice, baselines and paces', () => {
    expect(unreadable).toEqual([])
    expect(memory.incident).toEqual(VERSION_1.incident)
    expect(memory.notices).toEqual(VERSION_1.notices)
    expect(Object.keys(memory.surfaces).toSorted()).toEqual(['api', 'login'])
    expect(memory.surfaces.login?.episode?.now).toMatchObject({ kind: 'failed', level: 'down' })
    expect(memory.paces.get('login@eu@1')?.open?.autocorrelation).toBeTypeOf('number')
  })

  it('has probe and location of each stream, also where both names hold an @', () => {
    expect(memory.streams.values().map(({ probe, location }) => [probe, location])).toEqual([
      ['api@2', 'eu@1'],
      ['login', 'eu@1'],
    ])
  })

  it('has the counts that were packed in an array, by name', () => {
    const stream = VERSION_1['stream/api@2@eu@1']
    expect(stream).toMatchObject({ usual: { known: expect.any(Array) } })
    const { usual } = stream as { usual: { known: readonly number[] } }
    const [runs, failed, timed, slow] = usual.known
    expect(memory.streams.get('api@2@eu@1')?.baseline.settled.alone).toEqual({ runs, failed, timed, slow })
  })

  it('closes its open incident once runs pass', () => {
    let next = memory
    let at = next.time.now
    const kinds: string[] = []
    for (let run = 0; run < 10; run += 1) {
      at += MINUTE
      const passed = {
        target: 'sandbox',
        surface: 'login',
        probe: 'login',
        location: 'eu@1',
        trigger: 'schedule',
      } as const
      const judged = judge(next, { ...passed, startedAt: at, durationMs: 500, outcome: 'passed' }, createPolicy(), at)
      next = judged.memory
      kinds.push(...(judged.verdict.incident?.entries.map(({ kind }) => kind) ?? []))
    }
    // The words of a scope have changed since, which is noted once.
    expect(kinds).toEqual(['scope', 'recovered', 'resolved'])
  })

  it('is replaced slice by slice at the first write, and reads the same afterwards', () => {
    const { written, deleted } = sliceChange(memory, memory)
    expect(written.get('version')).toBe(2)
    expect([...deleted].filter((slice) => written.has(slice))).toEqual([])
    expect(parseMemory('sandbox', storedRows(memory))).toEqual({ memory, unreadable: [] })
    const again = parseMemory('sandbox', storedRows(memory)).memory
    expect(sliceChange(again, again).written.size).toBe(0)
  })
})

describe('the memories in a database of schema version 6', () => {
  it('are read completely', async () => {
    const store = await openStore({ path: unpackDatabase(newFolder()), log: SILENT, clock: { now: () => SCHEMA_6.to } })
    onTestFinished(() => store.close())
    const { memory, unreadable } = await store.judgeMemory('sandbox')
    expect(unreadable).toEqual([])
    expect(memory.incident.incident?.name).toBe(SCHEMA_6.openIncident)
    expect(
      memory.streams
        .values()
        .map(({ probe }) => probe)
        .toSorted(),
    ).toEqual(['api', 'chat', 'login'])
  })

  it('keep the open incident also where its slice is destroyed', async () => {
    const path = unpackDatabase(newFolder())
    const store = await openStore({ path, log: SILENT, clock: { now: () => SCHEMA_6.to } })
    onTestFinished(() => store.close())
    const database = new BetterSqlite(path)
    database.exec("UPDATE judge_memory SET value = '{' WHERE slice IN ('incident', 'notices')")
    database.close()
    const { memory, unreadable } = await store.judgeMemory('sandbox')
    expect(unreadable).toHaveLength(2)
    expect(memory.incident).toMatchObject({ incident: { name: SCHEMA_6.openIncident }, since: expect.any(Number) })
  })
})

describe('a memory that cannot be read', () => {
  const good = parseMemory('sandbox', rowsOf(VERSION_1)).memory

  it.each([
    ['no JSON', 'not json', /^surface\/login: /],
    ['another form', '{"condition":"well"}', /^surface\/login: condition: /],
    ['a number that is none', '{"condition":"down","since":null}', /^surface\/login: /],
  ])('(%s) starts from the prior in that part, keeps the rest and says why', (_name, value, cause) => {
    const rows = storedRows(good).map((row) => (row.slice === 'surface/login' ? { ...row, value } : row))
    const { memory, unreadable } = parseMemory('sandbox', rows)
    expect(unreadable).toEqual([expect.stringMatching(cause)])
    expect(memory.surfaces.login).toBeUndefined()
    expect(memory.surfaces.api).toEqual(good.surfaces.api)
    expect(memory.incident).toEqual(good.incident)
    expect(sliceChange(memory, memory).deleted).toContain('surface/login')
  })

  it('is ignored entirely if a later version wrote it', () => {
    const rows = storedRows(good).map((row) => (row.slice === 'version' ? { ...row, value: '3' } : row))
    const { memory, unreadable } = parseMemory('sandbox', rows)
    expect(unreadable).toEqual(['version: this release reads versions 1 and 2, not 3'])
    expect(memory).toEqual(parseMemory('sandbox', []).memory)
  })
})
