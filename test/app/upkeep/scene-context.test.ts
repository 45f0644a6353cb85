import { describe, expect, it } from 'vitest'
import { readSceneContext, type SceneDeps, sceneOf } from '../../../src/app/upkeep/scene-context.ts'
import type { TroubledSurface } from '../../../src/continuity/index.ts'
import {
  HOUR,
  MINUTE,
  type PersonReport,
  type QuietWindow,
  type StoredQuietWindow,
  type SurfaceStatus,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)

function status(target: string, surface: string, more: Partial<SurfaceStatus> = {}): SurfaceStatus {
  return { target, surface, state: 'operational', since: NOW - HOUR, ...more }
}

const SURFACES = [
  status('claude', 'api', { state: 'down' }),
  status('gemini', 'api'),
  status('claude', 'login'),
  status('claude', 'old', { retiredAt: NOW - HOUR }),
]
const MAINTENANCE: QuietWindow = { kind: 'maintenance', target: 'gemini', from: NOW - HOUR, to: NOW + HOUR }
const MUTE: StoredQuietWindow = {
  kind: 'mute',
  id: 1,
  target: 'claude',
  surface: 'api',
  from: NOW - HOUR,
  to: NOW + HOUR,
}

/** Three people report the command line of claude, one that of gemini. */
const REPORTS: readonly PersonReport[] = ['1', '2', '3'].map((digit) => ({
  ...{ at: NOW - MINUTE, target: 'claude', surface: 'cli', trouble: 'overloaded', via: 'hook' },
  reporter: digit.repeat(16),
}))

async function contextWith(windows: readonly StoredQuietWindow[] = []) {
  const times: number[] = []
  const store = {
    surfaces: async () => SURFACES,
    quietWindows: async (since: number) => {
      times.push(since)
      return windows
    },
    reports: async () => REPORTS,
  }
  const targets = [{ name: 'claude', title: 'Claude' }]
  const context = await readSceneContext(
    { store, config: { maintenance: [MAINTENANCE] }, targets, now: NOW },
    NOW - HOUR,
  )
  return { context, asked: times }
}

const deps: SceneDeps = {
  ...{ dashboardUrl: 'http://127.0.0.1:1', now: NOW, statusPage: () => undefined },
  config: { timezone: 'Europe/Berlin', runbooks: { api: 'https://wiki.example/api' } },
}

describe('what the alerts of one round have in common', () => {
  it('is the surfaces of each target without retired ones, titles, and windows since the oldest incident', async () => {
    const { context, asked } = await contextWith([MUTE])
    expect([...context.surfaces].map(([target, all]) => [target, all.map(({ surface }) => surface)])).toEqual([
      ['claude', ['api', 'login']],
      ['gemini', ['api']],
    ])
    expect([...context.titles]).toEqual([['claude', 'Claude']])
    expect(context.windows).toEqual([MAINTENANCE, MUTE])
    expect(asked).toEqual([NOW - HOUR])
  })
})

describe('the scene of a target', () => {
  it('has its title, its surfaces, and what the configuration says about alerts', async () => {
    const { context } = await contextWith()
    expect(sceneOf(deps, 'claude', context)).toEqual({
      target: { name: 'claude', title: 'Claude' },
      surfaces: SURFACES.slice(0, 3).filter(({ target }) => target === 'claude'),
      silenced: { surfaces: [], all: false },
      now: NOW,
      timezone: 'Europe/Berlin',
      runbooks: { api: 'https://wiki.example/api' },
      links: { dashboardUrl: 'http://127.0.0.1:1' },
      people: [{ surface: 'claude/cli', people: 3, since: NOW - MINUTE, last: NOW - MINUTE }],
    })
  })

  it('has the name for a title where the target is not configured, and no surface where it has none', async () => {
    const { context } = await contextWith()
    expect(sceneOf(deps, 'removed', context)).toMatchObject({
      target: { name: 'removed', title: 'removed' },
      surfaces: [],
      people: [],
    })
  })

  it('has the line of the status page and the advice of the plan, which gets the states of all its surfaces', async () => {
    const { context } = await contextWith()
    const adviceInputs: (readonly TroubledSurface[])[] = []
    const advice = { impact: { affected: 'support', cost: [] }, actions: [] } as never
    const scene = sceneOf(
      {
        ...{ ...deps, dashboardUrl: undefined },
        statusPage: (target) => `status page of ${target}: all systems operational`,
        advise: (trouble) => {
          adviceInputs.push(trouble)
          return advice
        },
      },
      'claude',
      context,
    )
    expect(scene).toMatchObject({
      statusPage: 'status page of claude: all systems operational',
      outage: advice,
      links: {},
    })
    expect(adviceInputs).toEqual([
      [
        { surface: 'claude/api', state: 'down' },
        { surface: 'claude/login', state: 'operational' },
      ],
    ])
  })

  it('is silenced by the windows of its target while they last', async () => {
    const { context } = await contextWith([MUTE])
    expect(sceneOf(deps, 'claude', context).silenced).toEqual({ surfaces: ['api'], all: false })
    expect(sceneOf(deps, 'gemini', context).silenced).toEqual({ surfaces: ['api'], all: true })
    expect(sceneOf({ ...deps, now: NOW + 2 * HOUR }, 'gemini', context).silenced).toEqual({ surfaces: [], all: false })
  })
})
