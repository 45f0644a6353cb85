import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { benchOf, breakHard, calm, kinds, T0 } from './kit.ts'

describe('recovery', () => {
  it('needs more than one good run, and requests it at once', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    const first = bench.apply({ at: down + MINUTE })
    expect(first).toMatchObject({ confirm: true, transitions: [] })
    let at = down + MINUTE
    let verdict = first
    while (verdict.confirm) {
      at += 3 * SECOND
      verdict = bench.apply({ at, trigger: 'confirm' })
    }
    expect(verdict.transitions.map((one) => one.to)).toEqual(['operational'])
    expect(at - down - MINUTE).toBeLessThanOrEqual(12 * SECOND)
    expect(bench.changes.at(-1)?.incident.resolvedAt).toBe(at + 500)
    expect(kinds(bench)).toEqual(['opened', 'recovered', 'resolved'])
  })

  it('of one of two surfaces leaves the incident open', () => {
    const bench = benchOf({ surfaces: ['login', 'chat', 'api'] })
    for (const surface of ['login', 'chat', 'api']) calm(bench, T0, 60, MINUTE, { surface })
    const down = breakHard(bench, breakHard(bench, T0 + HOUR), { surface: 'chat' })
    calm(bench, down + MINUTE, 6)
    expect(kinds(bench).filter((kind) => kind !== 'scope')).toEqual(['opened', 'joined', 'recovered'])
    expect(bench.changes.at(-1)?.incident.resolvedAt).toBeUndefined()
  })

  it('is followed by a relapse into the same incident within the settling time', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    const well = calm(bench, down + MINUTE, 60)
    breakHard(bench, well)
    expect(kinds(bench)).toEqual(['opened', 'recovered', 'resolved', 'reopened'])
    expect(new Set(bench.changes.map((change) => change.incident.name)).size).toBe(1)
    expect(bench.changes.at(-1)?.incident.resolvedAt).toBeUndefined()
  })

  it('is followed by a new incident after the settling time', () => {
    const bench = benchOf({ policy: createPolicy({ settleMs: 30 * MINUTE }) })
    const down = breakHard(bench, calm(bench, T0, 60))
    const well = calm(bench, down + MINUTE, 60)
    breakHard(bench, well)
    expect(kinds(bench)).toEqual(['opened', 'recovered', 'resolved', 'opened'])
    expect(new Set(bench.changes.map((change) => change.incident.name)).size).toBe(2)
  })

  it.each([
    ['half an hour', 30, 'two hours', 120, 2],
    ['four hours', 240, 'three hours', 180, 1],
    ['four hours', 240, 'eight hours', 480, 2],
  ])('after %s of trouble, %s before more of it: the longer it lasted, the longer it is the same', (...of) => {
    const [, brokenMinutes, , wellMinutes, incidents] = of
    const bench = benchOf()
    const start = calm(bench, T0, 60)
    for (let minute = 0; minute < brokenMinutes; minute += 1) {
      bench.apply({ at: start + minute * MINUTE, outcome: 'failed' })
    }
    breakHard(bench, calm(bench, start + brokenMinutes * MINUTE, wellMinutes))
    expect(new Set(bench.changes.map((change) => change.incident.name)).size).toBe(incidents)
  })

  it('is not declared on single good runs in hours of intermittent trouble', () => {
    const bench = benchOf()
    const start = calm(bench, T0, 60)
    for (let minute = 0; minute < 600; minute += 1) {
      bench.apply({ at: start + minute * MINUTE, outcome: minute % 3 === 0 ? 'failed' : 'passed' })
    }
    expect(kinds(bench).filter((kind) => kind === 'opened' || kind === 'resolved')).toEqual(['opened'])
    calm(bench, start + 600 * MINUTE, 90)
    expect(bench.transitions.at(-1)?.to).toBe('operational')
  })
})
