import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type QuietWindow, SECOND } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, memoryFor } from '../../src/judge/index.ts'
import {
  benchOf,
  breakHard,
  CREDENTIALS,
  calm,
  DRIFT,
  HTTP_500,
  kinds,
  NETWORK,
  probesOf,
  runOf,
  states,
  T0,
} from './kit.ts'

describe('a surface that works', () => {
  it('is unknown until its first run passes, and sends no alert then', () => {
    const bench = benchOf()
    const verdict = bench.apply({ at: T0 })
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(verdict).toMatchObject({ outcome: 'passed', confirm: false, notices: [] })
    expect(verdict.incident).toBeUndefined()
  })

  it('stays as it is while runs pass', () => {
    const bench = benchOf()
    calm(bench, T0, 100)
    expect(bench.transitions).toHaveLength(1)
    expect(bench.verdicts.every((verdict) => !verdict.confirm)).toBe(true)
  })

  it('requests a confirm run after one failure, without an alert', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 30)
    const verdict = bench.apply({ at, outcome: 'failed' })
    expect(verdict.confirm).toBe(true)
    expect(verdict.transitions).toEqual([])
  })

  it('stays operational after a blip', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 30)
    bench.apply({ at, outcome: 'failed' })
    bench.apply({ at: at + 10 * SECOND, trigger: 'confirm' })
    calm(bench, at + MINUTE, 60)
    expect(states(bench)).toEqual(['login unknown>operational'])
  })

  it('is not judged by skipped slots, manual runs and drills', () => {
    const bench = benchOf()
    calm(bench, T0, 5)
    const before = bench.memory
    for (const trigger of ['manual', 'drill'] as const) bench.apply({ at: T0 + HOUR, outcome: 'failed', trigger })
    bench.apply({ at: T0 + HOUR, outcome: 'skipped' })
    expect(bench.memory).toBe(before)
  })

  it('is judged by drills where the policy says so', () => {
    const bench = benchOf({ policy: createPolicy({ triggers: ['schedule', 'confirm', 'drill'] }) })
    calm(bench, T0, 5)
    expect(bench.apply({ at: T0 + HOUR, outcome: 'failed', trigger: 'drill' }).confirm).toBe(true)
  })
})

describe('a hard outage', () => {
  it('is declared on confirm runs within 35 seconds of the first failure', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    const declared = breakHard(bench, at)
    expect(declared - at).toBeLessThanOrEqual(35 * SECOND)
    expect(states(bench)).toEqual(['login unknown>operational', 'login operational>down'])
    expect(bench.transitions.at(-1)).toMatchObject({ since: at, failure: HTTP_500 })
  })

  it('is declared on the first confirm run where one false alarm a day is allowed, at ten-second probes', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    const at = calm(bench, T0, 6, 10 * SECOND)
    expect(breakHard(bench, at, {}, 3 * SECOND) - at).toBe(3 * SECOND)
    expect(bench.transitions.at(-1)?.to).toBe('down')
  })

  it('opens one incident with a name made of target and time', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 60)
    const declared = breakHard(bench, at)
    expect(bench.changes).toHaveLength(1)
    expect(bench.changes[0]?.incident).toMatchObject({
      name: `sandbox-20261123-${new Date(declared + 500).toISOString().slice(11, 19).replaceAll(':', '')}`,
      openedAt: declared + 500,
      impactAt: at,
      surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: at, failure: HTTP_500 }],
    })
    expect(kinds(bench)).toEqual(['opened'])
  })

  it('gives the runs it was declared on, the baseline and the threshold', () => {
    const bench = benchOf()
    breakHard(bench, calm(bench, T0, 60))
    const evidence = bench.transitions.at(-1)?.evidence
    expect(evidence?.runs.length).toBeGreaterThanOrEqual(2)
    expect(evidence?.runs.every((run) => run.outcome === 'failed' && run.message === 'HTTP 500')).toBe(true)
    expect(evidence?.reasons.join(' ')).toMatch(/3 of the last 3 runs failed, the first at 22:00:00 UTC\./)
    // What is usual is told without the trouble itself, which would make it commoner.
    const usual = Number(
      /Usually 1 run in ([\d,]+) fails/.exec(evidence?.reasons.join(' ') ?? '')?.[1]?.replaceAll(',', ''),
    )
    expect(usual).toBeGreaterThanOrEqual(1_500)
    expect(evidence?.numbers.evidence).toBeGreaterThanOrEqual(evidence?.numbers.threshold ?? Number.NaN)
  })

  it('is detected within four failures a minute apart without confirm runs, after two hours as after days', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 120)
    for (let minute = 0; minute < 4; minute += 1) bench.apply({ at: at + minute * MINUTE, outcome: 'failed' })
    expect(states(bench).at(-1)).toBe('login operational>down')
  })

  it('that alternates every minute is detected before it becomes part of the baseline', () => {
    const bench = benchOf()
    let at = T0
    for (let blip = 0; blip < 3; blip += 1) {
      at = calm(bench, at, 60)
      bench.apply({ at: at - MINUTE / 2, outcome: 'failed' })
    }
    at = calm(bench, at, 30)
    for (let minute = 0; minute < 20; minute += 1) {
      bench.apply({ at: at + minute * MINUTE + 7_000, outcome: minute % 2 === 0 ? 'failed' : 'passed' })
    }
    expect(states(bench).at(-1)).toBe('login operational>degraded')
  })

  it('joins the incident that is open on the target, on its first confirm run', () => {
    const bench = benchOf({ surfaces: ['login', 'chat', 'api'] })
    for (const surface of ['login', 'chat', 'api']) calm(bench, T0, 60, MINUTE, { surface })
    const at = T0 + HOUR
    const first = breakHard(bench, at, { surface: 'login' })
    const second = breakHard(bench, first + 20 * SECOND, { surface: 'chat' })
    expect(second - first).toBe(30 * SECOND)
    expect(kinds(bench)).toEqual(['opened', 'joined', 'scope'])
    expect(new Set(bench.changes.map((change) => change.incident.name)).size).toBe(1)
    expect(bench.changes.at(-1)?.incident.scope).toBe('front doors only (login and chat): API is up')
    expect(bench.changes.at(-1)?.incident.widest).toEqual({
      ...{ scope: 'front doors only (login and chat): API is up', surfaces: 2 },
    })
  })

  it('is declared as well where the very first runs fail', () => {
    const bench = benchOf()
    breakHard(bench, T0)
    expect(states(bench)).toEqual(['login unknown>down'])
  })
})

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

describe('a restart', () => {
  it('opens no incident again: a memory from the store gives the same results', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    const stored = memoryFor({ name: 'sandbox', probes: probesOf(['login']) }, JSON.parse(JSON.stringify(bench.memory)))
    const again = benchOf({ memory: stored })
    breakHard(again, down + MINUTE)
    again.tick(down + 2 * MINUTE)
    expect(again.transitions).toEqual([])
    expect(again.changes).toEqual([])
  })

  it('keeps what was learned when a probe is added', () => {
    const bench = benchOf()
    calm(bench, T0, 60)
    const memory = memoryFor({ name: 'sandbox', probes: probesOf(['login', 'chat']) }, bench.memory)
    expect(memory.surfaces.login).toBe(bench.memory.surfaces.login)
    expect(memory.surfaces.chat).toBeDefined()
  })

  it('shares the parts that a run did not change', () => {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    calm(bench, T0, 3)
    const before = bench.memory
    bench.apply({ at: T0 + 4 * MINUTE, surface: 'login' })
    for (const part of ['target', 'incident', 'notices', 'pool', 'surfaces'] as const)
      expect(bench.memory[part]).toBe(before[part])
    expect(bench.memory.watches.chat).toBe(before.watches.chat)
    expect(bench.memory.streams['chat@local']).toBe(before.streams['chat@local'])
    expect(bench.memory.streams['login@local']).not.toBe(before.streams['login@local'])
  })
})

describe('slowness', () => {
  const usual = { 'open the page': 40, 'submit credentials': 100 }
  const slow = { 'open the page': 40, 'submit credentials': 3_100 }

  it('of three seconds is found within two further runs on a fresh installation', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    const at = calm(bench, T0, 5, 10 * SECOND, { steps: usual })
    const first = bench.apply({ at, steps: slow })
    expect(first).toMatchObject({ outcome: 'slow', confirm: true })
    bench.apply({ at: at + 3 * SECOND, steps: slow, trigger: 'confirm' })
    bench.apply({ at: at + 6 * SECOND, steps: slow, trigger: 'confirm' })
    expect(states(bench)).toEqual(['login unknown>operational', 'login operational>degraded'])
    expect(bench.transitions.at(-1)?.failure).toMatchObject({ class: 'slow', step: 'submit credentials' })
    expect(bench.transitions.at(-1)?.failure?.message).toBe('took 3.1 s, usually 100 ms')
  })

  it('too small to notice is not slowness', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 20, MINUTE, { steps: { api: 5 } })
    expect(bench.apply({ at, steps: { api: 60 } }).outcome).toBe('passed')
  })

  it('ends with evidence, like any other trouble', () => {
    const bench = benchOf({ policy: createPolicy({ falseAlarmDays: 1 }), everyMs: 10 * SECOND })
    let at = calm(bench, T0, 5, 10 * SECOND, { steps: usual })
    at = calm(bench, at, 6, 10 * SECOND, { steps: slow })
    calm(bench, at, 6, 10 * SECOND, { steps: usual })
    expect(bench.transitions.at(-1)?.to).toBe('operational')
    expect(kinds(bench)).toEqual(['opened', 'recovered', 'resolved'])
  })
})

describe('a fault of the monitor', () => {
  it.each([
    ['a drifted probe', DRIFT],
    ['refused credentials', CREDENTIALS],
  ])('%s moves no state, and is one notice after its confirm run', (_name, failure) => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    expect(bench.apply({ at, outcome: 'failed', failure })).toMatchObject({ confirm: true, notices: [] })
    const second = bench.apply({ at: at + 10 * SECOND, outcome: 'failed', failure, trigger: 'confirm' })
    expect(second.notices).toMatchObject([{ open: true, blame: failure.blame, surface: 'login', failure }])
    bench.apply({ at: at + MINUTE, outcome: 'failed', failure })
    expect(bench.notices).toHaveLength(1)
    expect(states(bench)).toEqual(['login unknown>operational'])
  })

  it('is closed by the next good run, under the same key', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    breakHard(bench, at, { failure: DRIFT })
    bench.apply({ at: at + MINUTE, outcome: 'failed', failure: DRIFT })
    bench.apply({ at: at + 2 * MINUTE })
    expect(bench.notices.map((notice) => [notice.key, notice.open])).toEqual([
      ['sandbox/login/login/probe/drift', true],
      ['sandbox/login/login/probe/drift', false],
    ])
  })

  it('in the network makes every surface unknown, with one notice', () => {
    const bench = benchOf({ surfaces: ['login', 'chat'] })
    for (const surface of ['login', 'chat']) calm(bench, T0, 5, MINUTE, { surface })
    const at = T0 + 5 * MINUTE
    for (const surface of ['login', 'chat']) {
      bench.apply({ at, surface, outcome: 'failed', failure: NETWORK })
      bench.apply({ at: at + 10 * SECOND, surface, outcome: 'failed', failure: NETWORK, trigger: 'confirm' })
    }
    expect(states(bench).slice(2)).toEqual(['login operational>unknown', 'chat operational>unknown'])
    expect(bench.notices).toHaveLength(1)
    expect(bench.changes).toEqual([])
    bench.apply({ at: at + MINUTE, surface: 'login' })
    expect(bench.transitions.at(-1)).toMatchObject({ surface: 'login', to: 'operational' })
    expect(bench.notices.at(-1)).toMatchObject({ open: false })
  })

  it('that aborts a run changes no state', () => {
    const bench = benchOf()
    const at = calm(bench, T0, 5)
    const failure = { class: 'interrupted', blame: 'ours', message: 'the worker stopped' } as const
    const verdict = bench.apply({ at, outcome: 'error', failure })
    expect(verdict).toMatchObject({ outcome: 'error', confirm: false, transitions: [], notices: [] })
  })

  it('leaves an incident open and its surfaces as they were', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    breakHard(bench, down + 20 * SECOND, { failure: NETWORK })
    expect(bench.transitions.at(-1)?.to).toBe('down')
  })
})

describe('silence', () => {
  it('makes a surface unknown within two intervals, with one notice', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5) - MINUTE
    let said = 0
    for (let at = last; at < last + 10 * MINUTE && said === 0; at += 10 * SECOND) {
      if (bench.tick(at).transitions.length > 0) said = at
    }
    expect(said - last).toBeGreaterThanOrEqual(2 * MINUTE)
    expect(said - last).toBeLessThanOrEqual(2 * MINUTE + 20 * SECOND)
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'operational', to: 'unknown' })
    for (let at = said; at < said + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    expect(bench.notices).toHaveLength(1)
    expect(bench.notices[0]?.text).toMatch(/login has not reported for 2 min/)
  })

  it('ends with the next run', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    for (let at = last; at < last + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    bench.apply({ at: last + 5 * MINUTE })
    expect(bench.transitions.at(-1)?.to).toBe('operational')
    expect(bench.notices.map((notice) => notice.open)).toEqual([true, false])
  })

  it('needs a slot that was due: without one no time is too long', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    for (let at = last; at < last + 3 * HOUR; at += 10 * SECOND) bench.tick(at, [])
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(bench.notices).toEqual([])
    bench.tick(last + 3 * HOUR, ['login'])
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'operational', to: 'unknown' })
    expect(bench.notices).toMatchObject([{ open: true, failure: { detail: 'the disk is full' } }])
  })

  it('ends with any report, also one that measures nothing, and the surface stays unknown', () => {
    const bench = benchOf()
    const last = calm(bench, T0, 5)
    bench.tick(last + 2 * MINUTE, [])
    bench.tick(last + 5 * MINUTE, ['login'])
    bench.apply({ at: last + 6 * MINUTE, outcome: 'error', failure: DRIFT })
    expect(bench.notices.map(({ open, failure }) => [failure.class, open])).toEqual([
      ['interrupted', true],
      ['interrupted', false],
    ])
    expect(bench.transitions.at(-1)?.to).toBe('unknown')
  })

  it.each([HOUR, -HOUR])('is not what a clock that jumps by %i ms looks like', (jump) => {
    const bench = benchOf()
    let at = T0
    for (let index = 0; index < 60; index += 1) {
      if (index % 6 === 0) bench.apply({ at })
      bench.tick(at)
      at += 10 * SECOND + (index === 30 ? jump : 0)
    }
    expect(states(bench)).toEqual(['login unknown>operational'])
    expect(bench.notices).toEqual([])
  })

  it('in an incident leaves it open', () => {
    const bench = benchOf()
    const down = breakHard(bench, calm(bench, T0, 60))
    for (let at = down; at < down + 5 * MINUTE; at += 10 * SECOND) bench.tick(at)
    expect(bench.transitions.at(-1)?.to).toBe('unknown')
    expect(bench.changes.at(-1)?.incident.resolvedAt).toBeUndefined()
    bench.apply({ at: down + 6 * MINUTE, outcome: 'failed' })
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'unknown', to: 'down' })
    expect(kinds(bench).filter((kind) => kind === 'opened')).toHaveLength(1)
  })
})

describe('windows', () => {
  const window = {
    kind: 'maintenance',
    surface: 'login',
    from: T0 + HOUR,
    to: T0 + 2 * HOUR,
    reason: 'upgrade',
  } as const

  it('hide a surface while they last, without an incident', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 60)
    for (let at = T0 + HOUR; at < T0 + HOUR + 20 * MINUTE; at += MINUTE) {
      bench.apply({ at, outcome: at < T0 + HOUR + 10 * MINUTE ? 'passed' : 'failed' })
    }
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'maintenance', to: 'maintenance', measured: 'down' })
    expect(bench.transitions.at(-2)).toMatchObject({ to: 'maintenance', measured: 'operational' })
    expect(bench.transitions.at(-1)?.evidence.reasons[0]).toMatch(/runs failed/)
    expect(bench.changes).toEqual([])
  })

  it('leave an earlier incident open, without a recovery, until the surface works', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 50)
    breakHard(bench, window.from - 5 * MINUTE)
    const opened = bench.changes.length
    for (let at = window.from; at < window.to; at += MINUTE) {
      bench.tick(at)
      bench.apply({ at: at + SECOND, outcome: 'failed' })
    }
    expect(bench.changes.slice(opened).flatMap(({ entries }) => entries.map(({ kind }) => kind))).not.toContain(
      'recovered',
    )
    bench.tick(window.to)
    expect(bench.transitions.at(-1)).toMatchObject({ from: 'maintenance', to: 'down' })
    expect(bench.changes.at(-1)?.entries.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      'scope login is measured again: down',
    )
    expect(kinds(bench)).not.toContain('reopened')
    expect(kinds(bench)).not.toContain('relapsed')
  })

  it('that are a mute change no state and no incident: what follows is the same as without them', () => {
    const playAll = (quiet: readonly QuietWindow[]) => {
      const bench = benchOf({ policy: createPolicy({ quiet }) })
      calm(bench, T0, 60)
      breakHard(bench, T0 + HOUR + 10 * MINUTE)
      for (let at = T0 + HOUR + 20 * MINUTE; at < T0 + 3 * HOUR; at += MINUTE) {
        bench.apply({ at, outcome: 'passed' })
        bench.tick(at + 10 * SECOND)
      }
      return { transitions: bench.transitions, changes: bench.changes }
    }
    const muted = playAll([{ ...window, kind: 'mute' }])
    expect(muted).toEqual(playAll([]))
    expect(muted.changes.at(-1)?.incident.resolvedAt).toBeDefined()
  })

  it('alert a fault that began inside and persists at the moment they end', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 60)
    for (let at = T0 + HOUR; at < T0 + 2 * HOUR; at += MINUTE) {
      bench.apply({ at, outcome: at < T0 + HOUR + 50 * MINUTE ? 'passed' : 'failed' })
      bench.tick(at + 10 * SECOND)
    }
    const verdict = bench.tick(window.to)
    expect(verdict.transitions).toMatchObject([{ from: 'maintenance', to: 'down', since: window.to }])
    expect(verdict.incident?.incident.impactAt).toBe(window.to)
    expect(verdict.incident?.entries[0]?.kind).toBe('opened')
    expect(verdict.transitions[0]?.evidence.reasons.join(' ')).toMatch(/runs failed/)
  })

  it('send no alert at their end where all surfaces work', () => {
    const bench = benchOf({ policy: createPolicy({ quiet: [window] }) })
    calm(bench, T0, 120)
    bench.tick(window.to)
    expect(states(bench)).toEqual([
      'login unknown>operational',
      'login operational>maintenance',
      'login maintenance>operational',
    ])
    expect(bench.changes).toEqual([])
  })
})

describe('memory', () => {
  it('does not grow with the history', () => {
    const bench = benchOf()
    let runs = 0
    const sizeAfter = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        runs += 1
        bench.apply({
          at: T0 + runs * MINUTE,
          outcome: runs % 37 === 0 ? 'failed' : 'passed',
          steps: { a: 90 + (runs % 20) },
        })
      }
      return JSON.stringify(bench.memory).length
    }
    const early = sizeAfter(500)
    expect(sizeAfter(5_000)).toBeLessThan(early * 1.3)
  })

  it('is made of plain JSON', () => {
    const memory = emptyMemory({ name: 'sandbox', probes: probesOf() })
    expect(JSON.parse(JSON.stringify(memory))).toEqual(memory)
    expect(runOf({ at: T0 }).target).toBe('sandbox')
  })
})
