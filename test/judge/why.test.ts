import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy, memoryAt, whyIncident, whyState, whyTransition } from '../../src/judge/index.ts'
import { benchOf, breakHard, calm, DRIFT, probesOf, runOf, T0 } from './kit.ts'

const policy = createPolicy()

describe('why a state was declared', () => {
  it('gives the change, the runs, the baseline and the threshold', () => {
    const bench = benchOf()
    breakHard(bench, calm(bench, T0, 60))
    const lines = whyTransition(bench.transitions.at(-1) ?? expect.fail('no transition'))
    expect(lines[0]).toMatch(
      /^22:00:\d\d UTC on Mon 23 Nov 2026: login went from operational to down, began \d+ s before\.$/,
    )
    expect(lines.join('\n')).toMatch(/needed \d+\.\d for at most one false alarm in 90 days/)
    expect(lines.join('\n')).toMatch(/22:00:00 UTC {2}login from local, schedule: failed \(HTTP 500\)/)
  })

  it('gives the time of a reopening and the time since the recovery', () => {
    const bench = benchOf()
    const well = calm(bench, breakHard(bench, calm(bench, T0, 60)) + MINUTE, 30)
    breakHard(bench, well)
    const incident = bench.changes.at(-1)?.incident ?? expect.fail('no incident')
    const timeline = bench.changes.flatMap((change) => change.entries)
    expect(whyIncident({ ...incident, timeline }, bench.transitions).join('\n')).toMatch(
      /^Reopened at 22:3\d:\d\d UTC on Mon 23 Nov 2026: login is down again after 2\d min.*, so it is the same incident\.$/m,
    )
  })

  it('describes an incident from its opening to its end', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    calm(bench, down + MINUTE, 10)
    const incident = bench.changes.at(-1)?.incident ?? expect.fail('no incident')
    const text = whyIncident({ ...incident, timeline: [] }, bench.transitions).join('\n')
    expect(text).toMatch(/^sandbox-20261123-2200\d\d: opened at 22:00:\d\d UTC/)
    expect(text).toMatch(/It was resolved at 22:0\d:\d\d UTC/)
    expect(text).toMatch(/from operational to down/)
    expect(text).toMatch(/from down to operational/)
    expect(text).not.toMatch(/from unknown to operational/)
  })
})

describe('why no incident was declared', () => {
  it('is that nothing is suspected, with the baseline', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 240)
    const text = whyState(bench.memory, 'login', policy, at).join('\n')
    expect(text).toMatch(/^login is operational since 21:00:00 UTC on Mon 23 Nov 2026\. The first run passed\./)
    expect(text).toMatch(/Nothing is suspected\./)
    expect(text).toMatch(/Usual for login@local: 1 run in [\d,]+ fails, 1 run in \d+ right after another\./)
  })

  it('gives the prior where there are few runs', () => {
    const bench = benchOf()
    const usual = (at: number) => whyState(bench.memory, 'login', policy, at).at(-1)
    const soon = calm(bench, T0, 40)
    expect(usual(soon)).toBe(
      'Usual for login@local: no run before this hour, so the default applies: 1 run in 1,500 fails, 1 run in 20 right after another.',
    )
    const rare = benchOf({ everyMs: 5 * MINUTE })
    const late = calm(rare, T0, 26, 5 * MINUTE)
    expect(whyState(rare.memory, 'login', policy, late).at(-1)).toMatch(
      /^Usual for login@local: only \d+ runs? before this hour, so the default applies: 1 run in [\d,]+ fails,/,
    )
  })

  it('gives the baseline before the current failures, as the declaration does', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60 * 24)
    const before = whyState(bench.memory, 'login', policy, at).at(-1) ?? ''
    bench.apply({ at, outcome: 'failed' })
    expect(whyState(bench.memory, 'login', policy, at + SECOND).at(-1)).toBe(before)
    breakHard(bench, at + 10 * SECOND, { trigger: 'confirm' })
    const text = whyState(bench.memory, 'login', policy, at + MINUTE).join('\n')
    expect(text).toMatch(/Trouble since/)
    const rates = [...text.matchAll(/(1 run in [\d,]+) fails/g)].map(([, rate]) => rate)
    expect(rates.length).toBeGreaterThan(0)
    expect(new Set(rates).size).toBe(1)
    expect(before).toContain(rates[0])
  })

  it('is that the evidence was not enough', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    bench.apply({ at, outcome: 'failed' })
    const text = whyState(bench.memory, 'login', policy, at + SECOND).join('\n')
    expect(text).toMatch(/Suspected, not certain: 1 of 1 runs since 22:00:00 UTC failed\./)
    expect(text).toMatch(/Evidence \d\.\d, needed 1\d\.\d for at most one false alarm in 90 days: chance alone/)
  })

  it('names the last bad run that led to nothing', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    bench.apply({ at, outcome: 'failed' })
    calm(bench, at + MINUTE, 300)
    const text = whyState(bench.memory, 'login', policy, at + 6 * HOUR).join('\n')
    expect(text).toMatch(/The last run that was not good: 22:00:00 UTC, HTTP 500\./)
  })

  it('is a fault of the monitor, or a window', () => {
    const quiet = [{ kind: 'mute', surface: 'login', from: T0, to: T0 + 2 * HOUR } as const]
    const muted = createPolicy({ quiet })
    const bench = benchOf({ policy: muted })
    const at = calm(bench, T0, 5)
    bench.apply({ at, outcome: 'failed', failure: DRIFT })
    expect(whyState(bench.memory, 'login', muted, at).join('\n')).toMatch(
      /The last run of login could not measure; a confirm run/,
    )
    bench.apply({ at: at + 10 * SECOND, outcome: 'failed', failure: DRIFT, trigger: 'confirm' })
    const text = whyState(bench.memory, 'login', muted, at + MINUTE).join('\n')
    expect(text).toMatch(/Its alerts are muted until 23:00:00 UTC/)
    expect(text).toMatch(/Not blamed on the provider: the probe login needs repair: the button is gone at 'sign in'\./)
  })

  it('is, in trouble, how much is missing for a recovery', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    bench.apply({ at: down + MINUTE })
    const text = whyState(bench.memory, 'login', policy, down + MINUTE).join('\n')
    expect(text).toMatch(/Trouble since 22:00:00 UTC on Mon 23 Nov 2026: about \d\d % of the runs are bad\./)
    expect(text).toMatch(/Recovery needs evidence 7\.0 and has \d\.\d: about (1 more good run|[2-9] more good runs)\./)
  })
})

describe('a question about the past', () => {
  it('is, in a silence, that nothing was reported, and not that all was well', () => {
    const target = { name: 'sandbox', probes: probesOf(['login']) }
    const runs = Array.from({ length: 30 }, (_none, minute) => runOf({ at: T0 + minute * MINUTE }))
    const at = T0 + 29 * MINUTE
    const stateAfter = (minutes: number) =>
      whyState(memoryAt(target, runs, policy, at + minutes * MINUTE), 'login', policy, at + minutes * MINUTE)[0]
    expect(stateAfter(1)).toMatch(/^login is operational/)
    expect(stateAfter(5)).toMatch(/^login is unknown since .* No run was reported for two intervals\.$/)
    expect(stateAfter(12 * 60)).toMatch(/^login is unknown since 21:31:\d\d UTC/)
  })

  it('is answered from the runs before it, as if it were now', () => {
    const runs = Array.from({ length: 90 }, (_none, minute) => {
      return runOf({ at: T0 + minute * MINUTE, outcome: minute === 60 || minute === 61 ? 'failed' : 'passed' })
    })
    const target = { name: 'sandbox', probes: probesOf(['login']) }
    const then = memoryAt(target, runs, policy, T0 + 61 * MINUTE + 30 * SECOND)
    expect(whyState(then, 'login', policy, T0 + 62 * MINUTE).join('\n')).toMatch(
      /2 of 2 runs since 22:00:00 UTC failed/,
    )
    const before = memoryAt(target, runs, policy, T0 + 59 * MINUTE)
    expect(whyState(before, 'login', policy, T0 + 59 * MINUTE).join('\n')).toMatch(/Nothing is suspected/)
  })

  const both = { name: 'sandbox', probes: probesOf(['login', 'chat']) }
  const wellFor = (surface: string) =>
    Array.from({ length: 60 }, (_none, minute) => runOf({ surface, at: T0 + minute * MINUTE }))
  const well = [...wellFor('login'), ...wellFor('chat')]
  const hour = T0 + HOUR
  const failing = [
    runOf({ surface: 'chat', at: hour + 10 * SECOND, outcome: 'failed' }),
    runOf({ surface: 'chat', at: hour + 20 * SECOND, outcome: 'failed', trigger: 'confirm' }),
  ]
  const hanging = runOf({ at: hour, durationMs: 50 * SECOND, outcome: 'failed' })

  it('is answered from all runs that were over, also while one hangs that began before them', () => {
    const at = hour + 40 * SECOND
    const then = memoryAt(both, [...well, hanging, ...failing], policy, at)
    expect(then).toEqual(memoryAt(both, [...well, ...failing], policy, at))
    expect(whyState(then, 'chat', policy, at).join('\n')).toMatch(/2 of 2 runs since 22:00:10 UTC failed/)
  })

  it('judges the runs in the order of their ends, whatever the order in which they are given', () => {
    const runs = [...well, hanging, ...failing]
    const at = hour + 2 * MINUTE
    const then = memoryAt(both, runs, policy, at)
    expect(memoryAt(both, runs.toReversed(), policy, at)).toEqual(then)
    expect(then.time.activeMs).toBeLessThanOrEqual(at - T0)
  })
})
