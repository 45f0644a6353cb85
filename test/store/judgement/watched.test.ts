import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { watchedIn } from '../../../src/store/judgement/watched.ts'
import { openPlanReader } from '../../../src/store/plan-reader.ts'
import { newFolder, openSqliteStore, saveMemory } from '../kit.ts'

const LOGIN = { surface: 'login', probe: 'login', everyMs: 60_000 }

describe('the probes in a stored list', () => {
  it('have the target of the list, and only what readers need', () => {
    const stored = JSON.stringify({ name: 'claude', probes: [{ ...LOGIN, cadenceMs: 1, model: 'opus' }] })
    expect(watchedIn(stored)).toEqual([{ target: 'claude', ...LOGIN }])
  })

  it.each([
    ['no JSON', '{"name":"claude","probes":[{'],
    ['no text', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['without probes', '{"name":"claude"}'],
    ['without a name', JSON.stringify({ probes: [LOGIN] })],
    ['with probes that are no list', '{"name":"claude","probes":{"0":1}}'],
    ['with a probe that is nothing', '{"name":"claude","probes":[null]}'],
    ['with a probe without its interval', '{"name":"claude","probes":[{"surface":"login","probe":"login"}]}'],
    ['with an interval as text', JSON.stringify({ name: 'claude', probes: [{ ...LOGIN, everyMs: '1m' }] })],
  ])('are none where it is %s', (_, stored) => {
    expect(watchedIn(stored)).toEqual([])
  })

  it('are those of the other targets where one list is damaged, for every reader', async () => {
    const path = join(newFolder(), 'd.sqlite')
    const store = await openSqliteStore(path)
    const target = { name: 'sandbox', probes: [LOGIN] }
    await saveMemory(store, 0, { target })
    const database = new BetterSqlite(path)
    database.exec(`INSERT INTO name (text) VALUES ('claude')`)
    database.exec(`INSERT INTO judge_memory (target, slice, value)
      SELECT id, 'target', '{"name":"claude","probes":[' FROM name WHERE text = 'claude'`)
    database.close()
    const expected = [{ target: 'sandbox', ...LOGIN }]
    expect(await store.watched()).toEqual(expected)
    const reader = await openPlanReader(path)
    expect(await reader.watched()).toEqual(expected)
    await reader.close()
  })
})
