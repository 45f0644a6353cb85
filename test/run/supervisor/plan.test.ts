import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import type { FoundProbe } from '../../../src/run/protocol/protocol.ts'
import { namesOf } from '../../../src/run/supervisor/names.ts'
import { type ProbeOverride, planProbes } from '../../../src/run/supervisor/plan.ts'
import { loginDoor, siteTarget } from '../engine-kit.ts'

const SITE = siteTarget('https://site.example/')
const WITH_LOGIN = { ...SITE, name: 'full', login: loginDoor('https://site.example/in', undefined) }

function probeOf(options: Record<string, unknown>, more: Partial<FoundProbe> = {}): FoundProbe {
  return {
    file: '/probes/some.probe.ts',
    kind: 'browser',
    options: { name: 'some', surface: 'console', every: '1m', timeout: '30s', ...options },
    hasStep: true,
    hasExpectation: true,
    ...more,
  }
}

function plan(probes: readonly FoundProbe[], overrides: Readonly<Record<string, ProbeOverride>> = {}) {
  return planProbes(probes, [SITE, WITH_LOGIN], overrides)
}

const problemPaths = (probe: FoundProbe) => plan([probe]).problems.map(({ path }) => path)

describe('planning probes', () => {
  it('makes a plan for each target that has the doors a probe needs', () => {
    expect(plan([probeOf({})]).plans.map(({ target }) => target)).toEqual(['site', 'full'])
    expect(plan([probeOf({ session: 'signed-in' })]).plans.map(({ target }) => target)).toEqual(['full'])
    expect(plan([probeOf({ surface: 'api' })])).toMatchObject({ plans: [], problems: [] })
    expect(plan([probeOf({ surface: 'mobile', needs: ['console'] })]).plans.map(({ surface }) => surface)).toEqual([
      'mobile',
      'mobile',
    ])
  })

  it('warns of a probe of the team that fits no target, by file, door and target', () => {
    expect(plan([probeOf({ surface: 'api' })]).warnings).toEqual([
      {
        ...{ source: '/probes/some.probe.ts', path: 'surface' },
        ...{ expected: 'a target with api', got: 'none of site and full' },
        hint: expect.stringContaining('The probe some never runs. Configure it for a target'),
      },
    ])
    const needing = probeOf({ target: 'site', needs: ['api', 'login'] })
    expect(plan([needing]).warnings).toMatchObject([
      { path: 'needs', expected: 'a target with api and login', got: 'site, where it cannot run' },
    ])
    expect(plan([probeOf({})]).warnings).toEqual([])
    expect(plan([probeOf({})], { some: { off: true } }).warnings).toEqual([])
  })

  it('says so where no target is configured at all', () => {
    const { warnings } = planProbes([probeOf({})], [], {})
    expect(warnings).toMatchObject([{ expected: 'a target with console', got: 'no target' }])
  })

  it('does not warn of a bundled probe that waits for its door', () => {
    expect(plan([probeOf({ surface: 'api' }, { file: join(PACKAGE_ROOT, 'probes/api.probe.ts') })]).warnings).toEqual(
      [],
    )
  })

  it('makes one for a named target alone', () => {
    expect(plan([probeOf({ target: 'full' })]).plans.map(({ target }) => target)).toEqual(['full'])
    expect(plan([probeOf({ target: 'fool' })])).toMatchObject({
      plans: [],
      problems: [{ path: 'target', got: 'fool' }],
    })
  })

  it('gives a step a third of the time, and at least five seconds', () => {
    const stepTimeout = (options: Record<string, unknown>) => plan([probeOf(options)]).plans[0]?.stepTimeoutMs
    expect(stepTimeout({ timeout: '45s' })).toBe(15_000)
    expect(stepTimeout({ timeout: '9s' })).toBe(5_000)
    expect(stepTimeout({ timeout: '45s', stepTimeout: '30s' })).toBe(30_000)
  })

  it('lets overrides change cadence and timeout, the probe’s own before those of its name', () => {
    const overrides = { some: { everyMs: 10_000, timeoutMs: 8_000 }, 'full/some': { everyMs: 20_000 } }
    expect(plan([probeOf({})], overrides).plans.map(({ cadence, timeoutMs }) => [cadence, timeoutMs])).toEqual([
      [{ every: 10_000 }, 8_000],
      [{ every: 20_000 }, 8_000],
    ])
    expect(plan([probeOf({})], { 'site/some': { off: true } }).plans.map(({ target }) => target)).toEqual(['full'])
  })

  it('reads cron expressions with their time zone', () => {
    const { plans } = plan([probeOf({ every: undefined, cron: '*/5 8-18 * * 1-5', timezone: 'Europe/Berlin' })])
    expect(plans[0]?.cadence).toEqual({ cron: '*/5 8-18 * * 1-5', timezone: 'Europe/Berlin' })
  })

  it.each([
    ['a name that cannot be one', { name: 'Some Probe' }, ['name']],
    ['no name', { name: undefined }, ['name']],
    ['a surface that is no door', { surface: 'garden' }, ['surface']],
    ['a door that is none', { surface: 'garden', needs: ['gate'] }, ['needs']],
    ['neither every nor cron', { every: undefined }, ['every']],
    ['both every and cron', { cron: '* * * * *' }, ['cron']],
    ['a cron expression that is none', { every: undefined, cron: 'now and then' }, ['cron']],
    ['a time zone that is none', { every: undefined, cron: '* * * * *', timezone: 'Moon/Base' }, ['timezone']],
    ['an every that is no duration', { every: 'often' }, ['every']],
    ['a timeout that is none', { timeout: '0s' }, ['timeout']],
    ['several things at once', { name: '!', timeout: 'x', every: 'y' }, ['name', 'every', 'timeout']],
    ['a session that is none', { session: 'signedin' }, ['session']],
    ['an option that is none', { stepTimout: '9s' }, ['stepTimout']],
    ['a model of its own', { each: 'modle' }, ['each']],
    ['a time zone without a cron expression', { timezone: 'Europe/Berlin' }, ['timezone']],
    ['a door instead of a list of doors', { needs: 'console' }, ['needs']],
  ])('complains of %s', (_what, options, paths) => {
    expect(problemPaths(probeOf(options))).toEqual(paths)
    expect(plan([probeOf(options)]).plans).toEqual([])
  })

  it('names the wrong option or value and what it was', () => {
    expect(plan([probeOf({ evry: '1m', session: 'signedin', target: 'ful' })]).problems).toEqual([
      {
        ...{ source: '/probes/some.probe.ts', path: 'evry', expected: 'no such option', got: '1m' },
        ...{ hint: 'Did you mean "every"?', probe: { name: 'some', surface: 'console' } },
      },
      expect.objectContaining({ path: 'target', got: 'ful', hint: 'Did you mean "full"?' }),
      expect.objectContaining({ path: 'session', got: 'signedin', hint: 'Did you mean "signed-in"?' }),
    ])
  })

  it('leaves session and device to pages', () => {
    const asApi = (options: object) => probeOf({ surface: 'api', ...options }, { kind: 'api' })
    expect(plan([asApi({ session: 'fresh' })]).problems).toMatchObject([
      { path: 'session', expected: 'no such option', hint: 'Only a browserProbe has it.' },
    ])
    expect(problemPaths(asApi({ device: 'Pixel 7' }))).toEqual(['device'])
    expect(plan([asApi({ every: '1m' })]).problems).toEqual([])
  })

  it('reports an unknown device', () => {
    const phone = probeOf({ device: 'Pixel 99' }, { noDevice: { nearest: 'Pixel 9' } })
    expect(plan([phone]).problems).toMatchObject([{ path: 'device', got: 'Pixel 99', hint: 'Did you mean "Pixel 9"?' }])
    expect(plan([phone]).plans).toEqual([])
  })

  it('checks each model against its own cadence and timeout, and names the one that runs too often', () => {
    const api = { url: 'https://a.example', key: new Secret('KEY', 'k'), model: 'a', models: ['b', 'c'] }
    const target = { ...SITE, api: { ...api, prompt: 'p', answer: 'a' } }
    const probe = probeOf({ surface: 'api', each: 'model' }, { kind: 'api' })
    const overrides = { some: { everyMs: 90_000 }, 'some-b': { everyMs: 5_000 }, 'site/some-c': { timeoutMs: 60_000 } }
    const { plans, problems } = planProbes([probe], [target], overrides)
    expect(plans.map((one) => [one.probe, one.cadence, one.timeoutMs])).toEqual([
      ['some', { every: 90_000 }, 30_000],
      ['some-c', { every: 90_000 }, 60_000],
    ])
    expect(problems).toMatchObject([
      { hint: expect.stringContaining('site/some-b'), probe: { name: 'some-b', surface: 'api', target: 'site' } },
    ])
  })

  it('watches one model alone where the first is off', () => {
    const api = {
      url: 'https://a.example',
      key: new Secret('KEY', 'k'),
      model: 'a',
      models: ['b'],
      prompt: 'p',
      answer: 'a',
    }
    const probe = probeOf({ surface: 'api', each: 'model' }, { kind: 'api' })
    const overrides = { some: { off: true }, 'some-b': { off: false } }
    expect(planProbes([probe], [{ ...SITE, api }], overrides).plans.map((one) => one.probe)).toEqual(['some-b'])
  })

  it('reports a probe that measures nothing', () => {
    expect(problemPaths(probeOf({}, { hasStep: false, hasExpectation: false }))).toEqual(['body', 'body'])
  })

  it('reports an interval that an override made shorter than the timeout', () => {
    const { plans, problems } = plan([probeOf({})], { 'site/some': { everyMs: 5_000 } })
    expect(problems).toMatchObject([
      { path: 'every', got: '5.0 s', hint: expect.stringMatching(/site\/some .* in the schedule/) },
    ])
    expect(plans.map(({ target }) => target)).toEqual(['full'])
  })

  it('uses the first of two probes with one name, and reports the other', () => {
    const twin = probeOf({ timeout: '10s' }, { file: '/probes/twin.probe.ts' })
    const { plans, problems } = plan([probeOf({}), twin])
    expect(plans.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 30_000])
    expect(problems).toMatchObject([{ source: '/probes/twin.probe.ts', path: 'name' }])
  })
})

describe('the names of probes', () => {
  it('are those of every file and model, whether or not a target has the doors', () => {
    const api = {
      url: 'https://a.example',
      key: new Secret('KEY', 'k'),
      model: 'a',
      models: ['b'],
      prompt: 'p',
      answer: 'a',
    }
    const probes = [
      probeOf({ name: 'api', surface: 'api', each: 'model' }),
      probeOf({ name: 'phone', surface: 'mobile' }),
    ]
    expect(namesOf(probes, [SITE, { ...SITE, api }])).toEqual({
      probes: ['api', 'api-b', 'phone'],
      surfaces: ['api', 'chat', 'cli', 'console', 'login', 'mobile'],
    })
  })
})
