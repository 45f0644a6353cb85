import { describe, expect, it } from 'vitest'
import { createReportDesk } from '../../../src/app/reports/desk.ts'
import {
  HOUR,
  MINUTE,
  type PersonReport,
  type ProbePlan,
  type ReportToken,
  SECOND,
  surfaceId,
  type Target,
} from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'

const T0 = Date.UTC(2026, 2, 2, 12)
const PROBES = ['claude/login/sign-in', 'claude/cli/claude', 'claude/cli/claude long', 'openai/cli/codex']

function planOf(id: string): ProbePlan {
  const [target = '', surface = '', probe = ''] = id.split('/')
  const rest = { kind: 'api', file: 'f', cadence: { every: MINUTE }, timeoutMs: SECOND } as const
  return { target, surface, probe, ...rest }
}

function openDesk(options: { readonly probes?: readonly string[]; readonly targets?: readonly Target[] } = {}) {
  const { probes = PROBES, targets = [] } = options
  const clock = createClock(T0)
  const stored: PersonReport[] = []
  const tokens: ReportToken[] = []
  const probed: string[] = []
  const warned: string[] = []
  const state = { isReadable: true }
  const desk = createReportDesk({
    store: {
      saveReport: async (report) => void stored.push(report),
      reports: async () => {
        if (!state.isReadable) throw new Error('the disk is full')
        return stored
      },
      reportTokens: async () => tokens,
    },
    plans: probes.map(planOf),
    targets,
    clock,
    log: { info: () => {}, warn: (text) => void warned.push(text) },
    probe: (plan) => void probed.push(`${surfaceId(plan)}/${plan.probe}`),
  })
  const take = (reporter: string, surface?: string, trouble: PersonReport['trouble'] = 'server_error') =>
    desk.take({ at: clock.at, trouble, via: 'hook', reporter, ...(surface === undefined ? {} : { surface }) })
  return { desk, clock, stored, tokens, probed, warned, state, take }
}

const cliOf = (name: string, profile: string) => ({ name, title: name, cli: { profile } }) as unknown as Target

describe('the desk', () => {
  it('offers each surface once, in order', () => {
    expect(openDesk().desk.surfaces()).toEqual(['claude/cli', 'claude/login', 'openai/cli'])
  })

  it('stores a report under the target and surface that it names', async () => {
    const { take, stored } = openDesk()
    expect(await take('ana', 'openai/cli')).toBe(true)
    expect(stored).toMatchObject([{ target: 'openai', surface: 'cli', reporter: 'ana', trouble: 'server_error' }])
  })

  it.each(['claude', 'claude/chat', 'claude/', '', 'Claude/cli'])(
    'stores nothing about a surface "%s"',
    async (name) => {
      const { take, stored } = openDesk()
      expect([await take('ana', name), stored]).toEqual([false, []])
    },
  )

  it.each([
    {
      what: 'the CLI of Claude Code',
      targets: [cliOf('openai', 'codex'), cliOf('claude', 'claude-code')],
      is: 'claude',
    },
    { what: 'the first CLI where none is Claude Code', targets: [cliOf('openai', 'codex')], is: 'claude' },
    {
      what: 'the first CLI where that of Claude Code has no probe',
      targets: [cliOf('other', 'claude-code')],
      is: 'claude',
    },
  ])('takes a report without a surface for one about $what', async ({ targets, is }) => {
    const { take, stored } = openDesk({ targets })
    expect([await take('ana'), stored[0]?.target, stored[0]?.surface]).toEqual([true, is, 'cli'])
  })

  it('refuses a report without a surface where no CLI is watched', async () => {
    const { take, stored } = openDesk({ probes: ['claude/login/sign-in'] })
    expect([await take('ana'), stored]).toEqual([false, []])
  })

  it.each([
    ['that was made', 'a', true],
    ['that was revoked', 'b', false],
    ['that was never made', 'c', false],
  ] as const)('answers whether a token may report: one %s', async (_which, hash, is) => {
    const { desk, tokens } = openDesk()
    tokens.push({ hash: 'a', createdAt: T0 }, { hash: 'b', createdAt: T0, revokedAt: T0 + 1 })
    expect(await desk.accepts(hash)).toBe(is)
  })
})

describe('a surface that three people report', () => {
  it('is probed by all of its probes, once in ten minutes', async () => {
    const { take, probed, clock } = openDesk()
    for (const person of ['ana', 'ben']) await take(person, 'claude/cli')
    expect(probed).toEqual([])
    for (const person of ['cem', 'dan', 'eve']) await take(person, 'claude/cli')
    const both = ['claude/cli/claude', 'claude/cli/claude long']
    expect(probed).toEqual(both)
    clock.at += 10 * MINUTE
    for (const person of ['ana', 'ben', 'cem']) await take(person, 'claude/cli')
    expect(probed).toEqual([...both, ...both])
  })

  it('is probed although the clock was set back since it was probed before', async () => {
    const { take, probed, clock } = openDesk()
    for (const person of ['ana', 'ben', 'cem']) await take(person, 'openai/cli')
    clock.at -= HOUR
    for (const person of ['ana', 'ben', 'cem']) await take(person, 'openai/cli')
    expect(probed).toEqual(['openai/cli/codex', 'openai/cli/codex'])
  })

  it('is the login where a CLI rejects the sign-in, and none where the trouble is our own', async () => {
    const { take, probed } = openDesk()
    for (const person of ['ana', 'ben', 'cem']) await take(person, 'claude/cli', 'billing_error')
    expect(probed).toEqual([])
    for (const person of ['ana', 'ben', 'cem']) await take(person, 'claude/cli', 'authentication_failed')
    expect(probed).toEqual(['claude/login/sign-in'])
  })

  it('costs no report where the others cannot be read', async () => {
    const { take, stored, warned, state, probed } = openDesk()
    state.isReadable = false
    for (const person of ['ana', 'ben', 'cem']) expect(await take(person, 'claude/cli')).toBe(true)
    expect([stored.length, warned.length, probed]).toEqual([3, 3, []])
    expect(warned[0]).toBe('reports of people cannot be read')
    state.isReadable = true
    await take('ana', 'claude/cli')
    expect(probed).toHaveLength(2)
  })
})
