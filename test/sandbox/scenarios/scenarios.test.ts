import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, MonitorError } from '../../../src/core/index.ts'
import { timelineOf } from '../../../src/drill/index.ts'
import { DEFAULT_SCENARIO, parseScenario, readScenario, readScenarios } from '../../../src/sandbox/scenarios/read.ts'
import { incidentOf } from '../../bench/detection/incident.ts'
import { newFolder } from '../../support/folder.ts'

const SURFACES = ['login', 'session', 'chat', 'mobile', 'console', 'cli', 'api']
const GOOD = {
  ...{ name: 'sign-in', title: 'Sign-in fails', what: 'sign-in fails', page: [] },
  surfaces: { login: [{ minute: 0, fault: '500' }, { minute: 60 }] },
}

function problemsOf(scenario: unknown): ConfigError['problems'] {
  try {
    parseScenario(typeof scenario === 'string' ? scenario : JSON.stringify(scenario), 'x.json')
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the scenarios of the product', () => {
  it('are the default one and nine real outages, each with its time and a source', () => {
    const [first, ...real] = readScenarios()
    expect(first?.name).toBe(DEFAULT_SCENARIO)
    expect(real).toHaveLength(9)
    for (const { start, sources, name } of real) {
      expect(start, name).toBeDefined()
      expect(sources.length, name).toBeGreaterThan(0)
    }
  })

  it('are named like their files, in short words', () => {
    for (const { name } of readScenarios()) expect(readScenario(name, '/').name).toBe(name)
  })

  it('break something that a sandbox has, and clear all of it', () => {
    for (const scenario of readScenarios()) {
      const { steps } = timelineOf(scenario, SURFACES)
      const broken = new Set<string>()
      let faults = 0
      for (const { surface, probability } of steps.flatMap((step) => step.faults)) {
        if (probability > 0) broken.add(surface)
        else broken.delete(surface)
        faults += probability > 0 ? 1 : 0
      }
      expect(faults, scenario.name).toBeGreaterThan(0)
      expect([...broken], scenario.name).toEqual([])
    }
  })

  it('replay 2 March 2026 from 11:37 to 21:16 UTC, with fifteen posts', () => {
    const scenario = readScenario('claude-2026-03-02', '/')
    const { steps, endMinute } = timelineOf(scenario, SURFACES)
    expect(new Date(Date.parse(scenario.start ?? '') + endMinute * 60_000).toISOString()).toBe(
      '2026-03-02T21:16:00.000Z',
    )
    expect(steps.flatMap(({ posts }) => posts)).toHaveLength(15)
  })

  it('are what the detection benchmark plays, at their own times', () => {
    const incidents = readScenarios().flatMap((one) => incidentOf(one) ?? [])
    expect(incidents).toHaveLength(9)
    expect(incidents.find(({ id }) => id === 'openai-2024-12-11')).toMatchObject({
      ...{ impact: '2024-12-11T23:16Z', firstPost: '2024-12-11T23:17Z', end: '2024-12-12T10:53Z' },
      surfaces: {
        login: [
          ['2024-12-12T09:55Z', 0.95],
          ['2024-12-12T10:53Z', 0],
        ],
      },
    })
    expect(incidents.find(({ id }) => id === 'cloudflare-2025-11-18')).toMatchObject({ impact: '2025-11-18T11:28Z' })
  })
})

describe('a scenario of the user', () => {
  it('is read from a file', () => {
    const folder = newFolder('scenarios')
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(GOOD))
    expect(readScenario('mine.json', folder)).toMatchObject({ name: 'sign-in', sources: [] })
  })

  it('is refused by its name where there is none, with the nearest', () => {
    expect(() => readScenario('claude-2026-03-2', '/')).toThrow(MonitorError)
    try {
      readScenario('claude-2026-03-2', '/')
    } catch (error) {
      expect(error).toMatchObject({ code: 'unknown_name', hint: 'Did you mean "claude-2026-03-02"?' })
    }
  })

  it.each([
    ['no JSON', '{', ''],
    ['an unknown key', { ...GOOD, wrong: 1 }, ''],
    ['a fault without a name', { ...GOOD, surfaces: { login: [{ minute: 0, probability: 0.3 }] } }, 'surfaces.login.0'],
    ['stretches out of order', { ...GOOD, surfaces: { login: [{ minute: 9 }, { minute: 3 }] } }, 'surfaces.login'],
    [
      'a component that the page does not have',
      { ...GOOD, page: [{ minute: 1, status: 'resolved', text: 'x', components: { sora: 'operational' } }] },
      'page.0.components',
    ],
  ])('is refused with %s', (_what, scenario, path) => {
    expect(problemsOf(scenario)[0]).toMatchObject({ source: 'x.json', path })
  })

  it('is refused with a fault that does not exist, or that the surface cannot have', () => {
    const withFault = (surface: string, fault: string) => ({ ...GOOD, surfaces: { [surface]: [{ minute: 0, fault }] } })
    expect(problemsOf(withFault('login', '5OO'))[0]).toMatchObject({
      ...{ path: 'surfaces.login[0].fault', expected: 'a fault of the sandbox', got: '"5OO"' },
    })
    expect(problemsOf(withFault('api', 'mail-lost'))[0]?.expected).toBe('a fault that api can have')
  })

  it('may name a surface that the sandbox does not have: a benchmark plays it', () => {
    expect(problemsOf({ ...GOOD, surfaces: { video: [{ minute: 0, fault: '500' }] } })).toEqual([])
  })
})
