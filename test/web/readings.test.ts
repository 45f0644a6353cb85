import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { MonitorError } from '../../src/core/index.ts'
import { readingRoutes } from '../../src/web/readings.ts'
import { memoryHistory } from '../support/history.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

const source = { ...memoryHistory(outageNow), judgeMemory: async (target: string) => ({ target }) }
const app = new Hono().route('/', readingRoutes(source)).onError((error, c) => {
  return c.text(error instanceof MonitorError ? error.code : 'internal', 400)
})

async function read(name: string, query?: unknown) {
  const answer = await app.request(
    `/${name}${query === undefined ? '' : `?query=${encodeURIComponent(String(query))}`}`,
  )
  return { status: answer.status, body: await answer.text() }
}

describe('what a command reads from the worker', () => {
  const range = { from: NOW - 3_600_000, to: NOW + 1 }

  it.each([
    ['surfaces', undefined, () => source.surfaces()],
    ['lastRuns', undefined, () => source.lastRuns()],
    ['watched', undefined, () => source.watched()],
    ['openNotices', undefined, () => source.openNotices()],
    ['quietWindows', NOW, () => source.quietWindows(NOW)],
    ['incidents', range, () => source.incidents(range)],
    ['transitions', { ...range, target: 'sandbox' }, () => source.transitions({ ...range, target: 'sandbox' })],
    ['spend', range, () => source.spend(range)],
    ['alerts', { limit: 9 }, () => source.alerts({ limit: 9 })],
    ['alerts', { ...range, limit: 9 }, () => source.alerts({ ...range, limit: 9 })],
    ['runs', { limit: 2, outcomes: ['failed'] }, () => source.runs({ limit: 2, outcomes: ['failed'] })],
    ['judgeMemory', 'sandbox', () => source.judgeMemory('sandbox')],
  ])('gives %s as the worker has it', async (name, query, expected) => {
    const { status, body } = await read(name, query === undefined ? undefined : JSON.stringify(query))
    expect(status).toBe(200)
    expect(body).toBe(JSON.stringify(await expected()))
  })

  it.each(['transaction', 'close', 'constructor', '__proto__', 'health'])('has no reading %s', async (name) => {
    expect((await read(name)).status).toBe(404)
  })

  it.each([
    ['runs', '{"limit":1001}'],
    ['runs', '{}'],
    ['runs', '{"limit":1,"sql":"x"}'],
    ['incidents', '{"from":"now","to":1}'],
    ['quietWindows', undefined],
    ['judgeMemory', '7'],
    ['transitions', '{'],
  ])('refuses %s with the query %s', async (name, query) => {
    expect(await read(name, query)).toEqual({ status: 400, body: 'bad_query' })
  })
})
