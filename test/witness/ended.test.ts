import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SILENT, type WitnessChange, type WitnessMemory } from '../../src/core/index.ts'
import { diffEnded, isEndedDue } from '../../src/witness/ended.ts'
import { diffReadings, readStatusPage, type WitnessAnswer, watchWitness } from '../../src/witness/index.ts'
import { createClock } from '../support/clock.ts'
import { atlassianPage, quill } from './pages.ts'

const T0 = Date.UTC(2026, 4, 4, 10)

/** An incident of a page with a post for each status, an hour apart. */
function incidentWith(id: string, statuses: readonly string[]): object {
  const updates = statuses.map((status, index) => ({
    ...{ id: `${id}-${status}`, status, body: `It is ${status}.`, affected_components: [] },
    ...{ created_at: new Date(T0 + index * HOUR).toISOString(), display_at: new Date(T0 + index * HOUR).toISOString() },
  }))
  const started_at = new Date(T0).toISOString()
  return { id, name: 'Errors on login', status: statuses.at(-1), started_at, incident_updates: updates.toReversed() }
}

function answer(incidents: readonly object[], at: number): WitnessAnswer {
  const page = readStatusPage(atlassianPage(quill(), incidents))
  if (!page.ok) throw new Error(page.problem)
  return { kind: 'read', at, reading: page.reading }
}

/** The incidents of a page's history. */
function history(...incidents: readonly object[]) {
  const read = answer(incidents, T0)
  return read.kind === 'read' ? read.reading.incidents : []
}

const open = diffReadings(undefined, answer([incidentWith('i1', ['investigating'])], T0)).memory
const over = diffReadings(open, answer([], T0 + 2 * HOUR)).memory

describe('an incident that ended on its page', () => {
  it('is kept, is looked at a day later, then once a day', () => {
    expect(over.ended).toMatchObject([{ id: 'i1', status: 'resolved', endedAt: T0 + 2 * HOUR }])
    expect(isEndedDue(open, T0 + 9 * DAY)).toBe(false)
    expect(isEndedDue(over, T0 + DAY)).toBe(false)
    expect(isEndedDue(over, T0 + 2 * HOUR + DAY)).toBe(true)
    const looked = diffEnded(over, undefined, T0 + 2 * DAY).memory
    expect([looked.ended, isEndedDue(looked, T0 + 2 * DAY + HOUR)]).toEqual([over.ended, false])
  })

  it('gives its post-mortem once, and is forgotten then', () => {
    const full = history(incidentWith('i1', ['investigating', 'resolved', 'postmortem']))
    const { memory, changes } = diffEnded(over, full, T0 + 5 * DAY)
    expect(changes.map(({ status }) => status)).toEqual(['resolved', 'postmortem'])
    expect(changes[1]).toMatchObject({ incident: 'i1', seenAt: T0 + 5 * DAY, surfaces: ['login'] })
    expect(memory.ended).toEqual([])
    expect(diffEnded(memory, full, T0 + 6 * DAY).changes).toEqual([])
  })

  it('reports each change once while there is no post-mortem', () => {
    const resolved = history(incidentWith('i1', ['investigating', 'resolved']))
    const first = diffEnded(over, resolved, T0 + 2 * DAY)
    expect(first.changes).toHaveLength(1)
    expect(diffEnded(first.memory, resolved, T0 + 3 * DAY).changes).toEqual([])
    expect(diffEnded(first.memory, history(incidentWith('other', ['postmortem'])), T0 + 3 * DAY).changes).toEqual([])
  })

  it('is forgotten after 60 days, and when it is open again', () => {
    expect(diffReadings(over, answer([], T0 + 59 * DAY)).memory.ended).toHaveLength(1)
    expect(diffReadings(over, answer([], T0 + 61 * DAY)).memory).not.toHaveProperty('ended')
    const again = diffReadings(over, answer([incidentWith('i1', ['investigating'])], T0 + DAY)).memory
    expect(again).not.toHaveProperty('ended')
    expect(again.incidents).toHaveLength(1)
  })

  it('stays in memory while the page cannot be read or has not changed', () => {
    const at = T0 + DAY
    const unread: WitnessAnswer = { kind: 'unreadable', at, voice: 'unreachable', message: 'no answer' }
    for (const next of [unread, { kind: 'unchanged', at } as const]) {
      expect(diffReadings(over, next).memory.ended).toEqual(over.ended)
    }
  })
})

describe('watching a page', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  it('reads its history for post-mortems once a day, also while its summary does not change', async () => {
    const requests: string[] = []
    let listed: readonly object[] = [incidentWith('i1', ['investigating'])]
    let past: readonly object[] = []
    server = createServer((request, response) => {
      const isHistory = request.url?.endsWith('incidents.json')
      requests.push(isHistory ? 'history' : 'summary')
      if (!isHistory && request.headers['if-none-match'] === `"${listed.length}"`) {
        response.writeHead(304).end()
        return
      }
      response.writeHead(200, { 'content-type': 'application/json', etag: `"${listed.length}"` })
      response.end(JSON.stringify(isHistory ? { incidents: past } : atlassianPage(quill(), listed)))
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const changes: WitnessChange[] = []
    let memory: WitnessMemory | undefined
    const clock = createClock(T0)
    const watch = watchWitness({
      ...{ target: 'claude', statusPage: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      ...{ fetch, clock, random: () => 0.5, userAgent: 'Doorwatch/9', log: SILENT },
      store: {
        witnessMemory: async () => undefined,
        saveWitness: async (_target, update) => {
          memory = update.memory
          changes.push(...update.changes)
        },
      },
    })
    const poll = async (ms: number) => {
      clock.advance(ms)
      await watch.poll()
    }
    await poll(MINUTE)
    listed = []
    past = [incidentWith('i1', ['investigating', 'resolved'])]
    await poll(MINUTE)
    expect(requests).toEqual(['summary', 'summary', 'history'])
    await poll(HOUR)
    expect(requests.filter((one) => one === 'history')).toHaveLength(1)
    past = [incidentWith('i1', ['investigating', 'resolved', 'postmortem'])]
    await poll(DAY)
    expect(requests.slice(-2)).toEqual(['summary', 'history'])
    expect(changes.filter((one) => one.kind === 'post').map(({ status }) => status)).toEqual([
      ...['investigating', 'resolved', 'postmortem'],
    ])
    expect(memory?.ended).toEqual([])
    await poll(2 * DAY)
    expect(requests.at(-1)).toBe('summary')
  })
})
