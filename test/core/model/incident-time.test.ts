import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coveredMs,
  type Incident,
  measuredTrouble,
  type State,
  type TimelineEntry,
  type Transition,
  troubleStretches,
} from '../../../src/core/index.ts'

const INCIDENT: Incident = {
  name: 'sandbox-1',
  target: 'sandbox',
  openedAt: 20,
  impactAt: 10,
  surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: 10 }],
  scope: 'login only',
}

function row(at: number, to: State | undefined, kind: TimelineEntry['kind'] = 'worsened'): TimelineEntry {
  return { at, kind, text: '', ...(to === undefined ? {} : { surface: 'login', to }) }
}

const OPENED = row(20, undefined, 'opened')

describe('the stretches of trouble of an incident', () => {
  it('begin at the first bad run and leave out recovery, maintenance and time without data', () => {
    const timeline = [
      OPENED,
      row(20, 'down'),
      row(30, 'operational', 'recovered'),
      row(50, 'degraded', 'relapsed'),
      row(60, 'maintenance'),
      row(70, 'down'),
      row(80, 'unknown'),
    ]
    expect(troubleStretches(INCIDENT, timeline, 100)).toEqual([
      { surface: 'login', from: 10, to: 30 },
      { surface: 'login', from: 50, to: 60 },
      { surface: 'login', from: 70, to: 80 },
    ])
  })

  it('end with the incident, or at the given end while it is open', () => {
    const timeline = [OPENED, row(20, 'down')]
    expect(troubleStretches(INCIDENT, timeline, 100)).toEqual([{ surface: 'login', from: 10, to: 100 }])
    expect(troubleStretches({ ...INCIDENT, resolvedAt: 40 }, timeline, 100)).toEqual([
      { surface: 'login', from: 10, to: 40 },
    ])
  })

  it('run from the first bad run to the recovery if the timeline lacks its beginning', () => {
    const [login] = INCIDENT.surfaces
    const recovered = { ...INCIDENT, surfaces: [{ ...login, recoveredAt: 35 }] } as Incident
    expect(troubleStretches(recovered, [row(50, 'down')], 100)).toEqual([{ surface: 'login', from: 10, to: 35 }])
  })
})

function change(at: number, to: State, since = at): Transition {
  const evidence = { reasons: [], runs: [], numbers: {} }
  return { target: 'sandbox', surface: 'login', at, from: 'unknown', to, since, evidence }
}

describe('the stretches of trouble in transitions', () => {
  it('run from the first bad run to the first good run', () => {
    expect(
      measuredTrouble([change(20, 'degraded', 10), change(30, 'down'), change(60, 'operational', 50)], 100),
    ).toEqual([{ target: 'sandbox', surface: 'login', from: 10, to: 50 }])
  })

  it('end where the state becomes unknown, and do not count the time before that again', () => {
    const transitions = [change(20, 'down', 10), change(40, 'unknown'), change(60, 'down', 10)]
    expect(measuredTrouble(transitions, 100).map(({ from, to }) => [from, to])).toEqual([
      [10, 40],
      [60, 100],
    ])
  })

  it('do not depend on the order of the transitions', () => {
    const transitions = [change(20, 'down', 10), change(40, 'operational', 35), change(60, 'degraded')]
    expect(measuredTrouble(transitions.toReversed(), 100)).toEqual(measuredTrouble(transitions, 100))
  })
})

it('counts time that several stretches cover only once', () => {
  const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => ({ from, to: from + length }))
  fc.assert(
    fc.property(fc.array(span), (spans) => {
      const moments = Array.from({ length: 80 }, (_, at) => at)
      const covered = moments.filter((at) => spans.some(({ from, to }) => from <= at && at < to))
      expect(coveredMs(spans)).toBe(covered.length)
    }),
  )
})
