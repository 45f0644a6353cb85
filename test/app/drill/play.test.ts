import { afterEach, describe, expect, it } from 'vitest'
import { playedAlerts } from '../../../src/app/drill/drill-alerts.ts'
import { MINUTE, SECOND } from '../../../src/core/index.ts'
import { type DrillRecord, scoreCardOf } from '../../../src/drill/index.ts'
import type { Scenario } from '../../../src/sandbox/index.ts'
import { plan } from '../../drill/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { type FakeDrill, openFakeDrill, START } from './fake-world.ts'

const OUTAGE: Scenario = {
  ...{ name: 'two-hours', title: 'Two hours', what: 'the command line fails', sources: [] },
  surfaces: {
    cli: [{ minute: 0, fault: '529' }, { minute: 120 }],
    api: [{ minute: 30, fault: '529', probability: 0.3 }, { minute: 120 }],
  },
  page: [{ minute: 20, status: 'investigating', text: 'Errors', components: { app: 'partial_outage' } }],
}

const open: FakeDrill[] = []
afterEach(async () => {
  for (const drill of open.splice(0)) await drill.life.end()
})

async function fake(scenario = OUTAGE): Promise<FakeDrill> {
  const drill = await openFakeDrill(scenario, newFolder('drill'))
  open.push(drill)
  return drill
}

async function recordOf(drill: FakeDrill, changes: Parameters<FakeDrill['play']>[0] = {}): Promise<DrillRecord> {
  const { played } = await drill.play(changes)
  return {
    ...{ id: 'd', scenario: OUTAGE, seed: 1, status: 'completed', begunAt: START, endedAt: START + 60_000 },
    ...{ playedFrom: START, playedTo: drill.world.clock.now(), unplayed: [] },
    ...{
      changes: played.changes,
      posts: played.posts,
      verdicts: played.verdicts,
      steady: played.steady,
      runs: played.runs,
    },
    alerts: await playedAlerts(drill.world),
  }
}

describe('playing a scenario', () => {
  it('finds each failure and its end, in the order of the scenario', async () => {
    const { played, isPlayed } = await (await fake()).play()
    expect(isPlayed).toBe(true)
    expect(played.verdicts.map(({ surface, kind, found }) => [surface, kind, found])).toEqual([
      ['claude/cli', 'trouble', true],
      ['claude/api', 'trouble', true],
      ['claude/cli', 'recovery', true],
      ['claude/api', 'recovery', true],
    ])
    expect(played.verdicts[0]).toMatchObject({ slots: 1, state: 'down', class: 'overloaded', changedAt: START })
    expect(played.posts).toEqual([{ at: START + 20 * MINUTE, status: 'investigating', text: 'Errors' }])
  })

  it('checks the steady state before and after, and leaves no fault', async () => {
    const drill = await fake()
    const { played } = await drill.play()
    expect(played.steady.before).toMatchObject({
      met: true,
      surfaces: expect.arrayContaining([{ surface: 'openai/cli', met: true }]),
    })
    expect(played.steady.after?.met).toBe(true)
    expect(drill.faults.size).toBe(0)
  })

  it('injects nothing where something does not work before, unless it is forced to', async () => {
    const drill = await fake()
    await drill.world.control.break('login', '500')
    const { played, isPlayed } = await drill.play()
    expect(isPlayed).toBe(false)
    expect(played).toMatchObject({ changes: [], steady: { before: { met: false } } })
    expect(played.steady.before?.surfaces.find(({ surface }) => surface === 'claude/login')?.why).toBe('HTTP 529')
    expect((await drill.play({ force: true })).isPlayed).toBe(true)
  })

  it('runs at full speed with a slot every ten seconds, and leaves quiet stretches out', async () => {
    const drill = await fake()
    await drill.play()
    const realMs = drill.sleeps.reduce((sum, ms) => sum + ms, 0)
    expect(realMs).toBeLessThan(6 * MINUTE)
    expect(drill.sleeps.filter((ms) => ms > 10 * SECOND)).toEqual([])
    const leftOutMs = drill.events.reduce((sum, event) => sum + (event.kind === 'skip' ? event.to - event.from : 0), 0)
    expect(leftOutMs).toBeGreaterThan(90 * MINUTE)
  })

  it('says DRILL in every alert, opens one incident and ends it once', async () => {
    const drill = await fake()
    await drill.play()
    const alerts = await drill.world.store.alerts({ limit: 100 })
    expect(alerts.length).toBeGreaterThan(2)
    for (const { kind, key, headline } of alerts) {
      expect(kind).toBe('drill')
      expect(key).toMatch(/^drill:/)
      expect(headline).toMatch(/^DRILL: /)
    }
    const kinds = (await playedAlerts(drill.world)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'resolved')).toHaveLength(1)
    expect(kinds.at(-1)).toBe('resolved')
  })

  it('has advice for the workflows that are hit', async () => {
    const drill = await fake()
    await drill.play()
    const [opening] = await playedAlerts(drill.world)
    expect(opening?.workflows).toEqual(['code review'])
  })

  it('gives the same score for the same seed', async () => {
    const card = async () => scoreCardOf(await recordOf(await fake()), plan())
    const [first, second] = [await card(), await card()]
    expect(second.components).toEqual(first.components)
    expect(second.detections.map(({ slots }) => slots)).toEqual(first.detections.map(({ slots }) => slots))
    expect(first.score).toBeGreaterThan(0)
  })

  it('may find a partial fault in another slot with another seed', async () => {
    const slots = new Set<number>()
    for (const seed of [1, 2, 3, 4]) {
      const { played } = await (await fake()).play({ seed })
      slots.add(
        played.verdicts.find(({ surface, kind }) => surface === 'claude/api' && kind === 'trouble')?.slots ?? -1,
      )
    }
    expect(slots.size).toBeGreaterThan(1)
  })

  it('reports a fault that ends before it is detected as missed, and continues', async () => {
    const blink: Scenario = {
      ...OUTAGE,
      surfaces: { api: [{ minute: 0, fault: '529', probability: 0.02 }, { minute: 3 }] },
      page: [],
    }
    const { played, isPlayed } = await (await fake(blink)).play()
    expect(isPlayed).toBe(true)
    expect(played.verdicts).toMatchObject([{ surface: 'claude/api', kind: 'trouble', found: false }])
  })

  it('counts the slots of a stretch that was left out', async () => {
    const rare: Scenario = {
      ...OUTAGE,
      surfaces: { cli: [{ minute: 0, fault: '529', probability: 0.001 }, { minute: 300 }] },
      page: [],
    }
    const { played } = await (await fake(rare)).play()
    // Five hours with a run a minute, of which a few took longer than their slot.
    expect(played.verdicts[0]?.slots).toBeGreaterThan(290)
    expect(played.verdicts[0]?.slots).toBeLessThanOrEqual(310)
  })

  it('stops at once on request, and keeps what was played', async () => {
    const drill = await fake()
    const stop = new AbortController()
    const emit: Parameters<FakeDrill['play']>[0] = {
      signal: stop.signal,
      emit: (event) => event.kind === 'verdict' && stop.abort(new Error('stopped')),
    }
    await expect(drill.play(emit)).rejects.toThrow('stopped')
  })
})
