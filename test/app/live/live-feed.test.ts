import { describe, expect, it } from 'vitest'
import { createEventStream } from '../../../src/app/live/event-stream.ts'
import { createLiveFeed, type LiveFeedDeps } from '../../../src/app/live/live-feed.ts'
import { createDeadManState } from '../../../src/app/upkeep/dead-man-state.ts'
import type { WorkerEvent } from '../../../src/app/worker/worker-event.ts'
import { type Alert, MINUTE, type ProbePlan, SILENT } from '../../../src/core/index.ts'

const alertOf = (headline: string) => ({ type: 'alerted' as const, alerts: [{ headline } as Alert] })
const login: ProbePlan = {
  ...{ target: 't', surface: 'login', probe: 'login', kind: 'api', timeoutMs: 1, file: 'f' },
  cadence: { every: MINUTE },
}

function setUp() {
  const events = createEventStream(SILENT)
  const deadMan = createDeadManState()
  const feed = createLiveFeed({
    ...{ events, plans: [login], slots: { nextSlot: () => 90_000 }, budgets: { reportEvery: () => MINUTE } },
    maintenance: [],
    deadMan,
  } as Partial<LiveFeedDeps> as LiveFeedDeps)
  return { events, feed, deadMan, probe: () => feed.source.snapshot().probes[0] }
}

describe('the live feed', () => {
  it('gives the dashboard the reason while the dead-man switch is not pinged', () => {
    const { feed, deadMan } = setUp()
    expect(feed.source.snapshot()).not.toHaveProperty('deadMan')
    deadMan.set({ since: 1, why: 'it answered HTTP 404' })
    expect(feed.source.snapshot().deadMan).toEqual({ since: 1, why: 'it answered HTTP 404' })
    deadMan.set(undefined)
    expect(feed.source.snapshot()).not.toHaveProperty('deadMan')
  })

  it('sends earlier alerts to the first subscriber, once', () => {
    const { events, feed } = setUp()
    feed.source.subscribe(() => {})
    events.emit(alertOf('incident closed: API is no longer watched'))
    const heads: string[] = []
    const listen = () =>
      feed.subscribe((event) => {
        if (event.type === 'alerted') heads.push(...event.alerts.map(({ headline }) => headline))
      })
    const end = listen()
    events.emit(alertOf('API is DOWN'))
    end()
    listen()
    expect(heads).toEqual(['incident closed: API is no longer watched', 'API is DOWN'])
  })

  it('shows a probe as running from its start to its end, whether or not it could be recorded', () => {
    const { events, probe } = setUp()
    expect(probe()).toEqual({ target: 't', surface: 'login', probe: 'login', everyMs: MINUTE, nextAt: 90_000 })
    for (const ending of ['recorded', 'broken']) {
      events.emit({ type: 'started', plan: login, trigger: 'schedule', at: 5_000 })
      expect(probe()).toMatchObject({ runningSince: 5_000 })
      if (ending === 'broken') events.emit({ type: 'broken', plan: login, error: new Error('no') })
      events.emit({ type: 'ended', plan: login })
      expect(probe()).not.toHaveProperty('runningSince')
    }
  })

  it('notifies the dashboard of every event', () => {
    const { events, feed } = setUp()
    let calls = 0
    const end = feed.source.subscribe(() => {
      calls += 1
    })
    events.emit(alertOf('API is DOWN'))
    events.emit({ type: 'ended', plan: login })
    end()
    events.emit({ type: 'ended', plan: login })
    expect(calls).toBe(2)
  })
})

describe('the event stream', () => {
  it('gives every event to every listener in order, also where one of them throws', () => {
    const errors: unknown[] = []
    const events = createEventStream({ error: (_event, fields) => void errors.push(fields) })
    const seen: WorkerEvent['type'][] = []
    events.subscribe(() => {
      throw new Error('closed pipe')
    })
    events.subscribe(({ type }) => void seen.push(type))
    events.emit({ type: 'started', plan: login, trigger: 'schedule', at: 0 })
    events.emit({ type: 'ended', plan: login })
    expect(seen).toEqual(['started', 'ended'])
    expect(errors).toEqual(
      ['started', 'ended'].map((event) => ({ event, error: expect.stringContaining('closed pipe') })),
    )
  })

  it('ends one subscription of a listener that subscribed twice', () => {
    const events = createEventStream(SILENT)
    let calls = 0
    const listener = () => {
      calls += 1
    }
    const end = events.subscribe(listener)
    events.subscribe(listener)
    end()
    events.emit({ type: 'ended', plan: login })
    expect(calls).toBe(1)
  })
})
