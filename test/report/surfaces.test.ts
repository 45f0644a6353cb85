import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { type ProbeSchedule, readSurfaceStates, type SurfaceView, withAllRuns } from '../../src/report/index.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../support/history.ts'
import { failureOf, NOW, run, transition } from './kit.ts'

async function doorsOf(
  data: Partial<HistoryData>,
  plans?: readonly ProbeSchedule[],
  now = NOW,
): Promise<readonly SurfaceView[]> {
  const history = memoryHistory(() => ({ ...NO_HISTORY, ...data }))
  const states = await readSurfaceStates(history, { now, ...(plans ? { plans } : {}) })
  return (await withAllRuns(history, states)).doors
}

function plan(surface: string, more: Partial<ProbeSchedule> = {}): ProbeSchedule {
  return { target: 'sandbox', surface, probe: surface, everyMs: MINUTE, ...more }
}

const minutes = (count: number, of: (at: number) => ReturnType<typeof run>) =>
  Array.from({ length: count }, (_, index) => of(NOW - (count - index) * MINUTE))

describe('a door', () => {
  it('waits until its first run has ended and been judged', async () => {
    const plans = [plan('login', { nextAt: NOW + 5_000 }), plan('api', { runningSince: NOW - 1_000 })]
    const [login, api] = await doorsOf({}, plans)
    expect(login).toMatchObject({ standing: 'waiting', probes: [{ nextAt: NOW + 5_000, recent: [] }] })
    expect(api).toMatchObject({ standing: 'waiting', probes: [{ runningSince: NOW - 1_000 }] })
  })

  it('shows its state, its reason and its newest runs, oldest first', async () => {
    const failure = failureOf('server_error', 'HTTP 500', { step: 'submit', httpStatus: 500, detail: 'a long excerpt' })
    const [login] = await doorsOf(
      {
        runs: minutes(50, (at) => run('login', at, at > NOW - 5 * MINUTE ? { outcome: 'failed', failure } : {})),
        transitions: [
          transition('login', NOW - 50 * MINUTE, 'operational'),
          transition('login', NOW - 4 * MINUTE, 'down', failure),
        ],
      },
      [plan('login')],
    )
    expect(login).toMatchObject({ standing: 'down', since: NOW - 4 * MINUTE })
    expect(login?.failure).toEqual({
      ...{ class: 'server_error', blame: 'provider' },
      message: 'HTTP 500',
      step: 'submit',
      httpStatus: 500,
    })
    const recent = login?.probes[0]?.recent ?? []
    expect(recent).toHaveLength(40)
    expect(recent[0]?.at).toBeLessThan(recent[39]?.at ?? 0)
    expect(recent.at(-1)?.outcome).toBe('failed')
  })

  it('is unknown once no probe has reported for two intervals, with the last measured state', async () => {
    const data = { runs: [run('login', NOW)], transitions: [transition('login', NOW, 'operational')] }
    const end = NOW + 10 + 500
    const at = async (now: number) => (await doorsOf(data, [plan('login')], now))[0]
    expect(await at(end + 2 * MINUTE)).toMatchObject({ standing: 'operational', basis: 'judged' })
    expect(await at(end + 3 * MINUTE)).toMatchObject({
      ...{ standing: 'unknown', basis: 'silent' },
      ...{ believed: 'operational', since: end },
    })
  })

  it('is not unknown while one of its probes still reports', async () => {
    const plans = [plan('login', { probe: 'fresh' }), plan('login', { probe: 'signed-in' })]
    const runs = [
      run('login', NOW - 60 * MINUTE, { probe: 'fresh' }),
      run('login', NOW - MINUTE, { probe: 'signed-in' }),
    ]
    const [login] = await doorsOf({ runs, transitions: [transition('login', NOW - 60 * MINUTE, 'operational')] }, plans)
    expect(login?.standing).toBe('operational')
    expect(login?.probes.map((probe) => probe.probe)).toEqual(['fresh', 'signed-in'])
  })

  it('is under maintenance while the window holds, together with what is measured, and judged again when it ends', async () => {
    const window = { id: 1, kind: 'maintenance', from: NOW - MINUTE, to: NOW + MINUTE } as const
    const failing = { ...transition('login', NOW - MINUTE, 'maintenance'), measured: 'down' as const }
    const data = { runs: [run('login', NOW)], transitions: [failing], quiet: [window] }
    const at = async (now: number) => (await doorsOf(data, [plan('login')], now))[0]
    expect(await at(NOW + MINUTE - 1)).toMatchObject({
      ...{ standing: 'maintenance', measured: 'down' },
      maintenance: { until: NOW + MINUTE },
    })
    expect(await at(NOW + MINUTE)).toMatchObject({ standing: 'down', measured: 'down' })
  })

  it('that is retired is gone from the front page, and one that no probe watches is unknown', async () => {
    const retirement = { ...transition('login', NOW - MINUTE, 'unknown'), retired: true as const }
    const data = {
      runs: [run('api', NOW - MINUTE), run('login', NOW - MINUTE), run('chat', NOW - MINUTE)],
      transitions: [retirement, transition('chat', NOW - MINUTE, 'operational')],
    }
    const doors = await doorsOf(data, [plan('api')])
    expect(doors.map((door) => `${door.surface} ${door.standing} ${door.basis}`)).toEqual([
      'chat unknown no-probe',
      'api waiting waiting',
    ])
  })

  it('without a schedule takes its cadence from its runs', async () => {
    const runs = minutes(9, (at) => run('login', at)).filter((_, index) => index % 2 === 0)
    const transitions = [transition('login', NOW - 9 * MINUTE, 'operational')]
    expect((await doorsOf({ runs, transitions }))[0]?.probes[0]?.everyMs).toBe(2 * MINUTE)
    expect((await doorsOf({ runs: runs.slice(0, 1), transitions }))[0]?.probes[0]?.everyMs).toBe(15 * MINUTE)
  })

  it('does not count skipped slots or manual runs as news', async () => {
    const runs = [
      run('login', NOW - 30 * MINUTE),
      run('login', NOW - MINUTE, { outcome: 'skipped' }),
      run('login', NOW - MINUTE, { trigger: 'manual' }),
    ]
    const [login] = await doorsOf({ runs, transitions: [transition('login', NOW - 30 * MINUTE, 'operational')] }, [
      plan('login'),
    ])
    expect(login?.standing).toBe('unknown')
    expect(login?.probes[0]?.recent).toHaveLength(1)
  })

  it('follows the order in which a user meets it, custom names last', async () => {
    const plans = ['zeta', 'api', 'alpha', 'cli', 'chat', 'mobile', 'login', 'console'].map((surface) => plan(surface))
    expect((await doorsOf({}, plans)).map((door) => door.title)).toEqual([
      'Login',
      'Chat',
      'Console',
      'Mobile',
      'API',
      'CLI',
      'alpha',
      'zeta',
    ])
  })
})
