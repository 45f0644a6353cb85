import { describe, expect, it } from 'vitest'
import { readPeople } from '../../../src/cli/readings/people.ts'
import { type RouteAnswer, routeJson, routeText } from '../../../src/cli/readings/route-text.ts'
import { shownLines } from '../../../src/cli/readings/shown-lines.ts'
import { connectionJson, failedConnections } from '../../../src/cli/readings/why-network.ts'
import {
  type AlertRoute,
  HOUR,
  MINUTE,
  type PersonReport,
  parseHours,
  type RunRecord,
  type ShownMessage,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5)

describe('where an alert goes', () => {
  const answer = (changes: Partial<RouteAnswer> = {}): RouteAnswer => ({
    subject: { kind: 'opened', target: 'claude', surfaces: [{ surface: 'login', state: 'down' }] },
    ...{ at: NOW, zone: 'UTC', routes: [], decision: { to: ['slack', 'mail'] } },
    ...changes,
  })
  const night: AlertRoute = {
    ...{ on: ['down'], target: ['claude'], to: ['pager'] },
    hold: { outside: parseHours('Mo-Fr 08:00-20:00 UTC') },
    ifNotAcked: { afterMs: 15 * MINUTE, to: ['phone'] },
  } as never

  it('is every channel without routes', () => {
    expect(routeText(answer())).toBe(
      "Alert: claude/login down (opened) at 21:05:00 UTC on Mon 23 Nov 2026\nRoute: none is configured: every channel of mode 'always' gets it\nNow:   slack and mail\n",
    )
  })

  it('is no one without a channel', () => {
    expect(routeText(answer({ decision: { to: [] } }))).toContain('Now:   nobody: no channel is configured\n')
  })

  it('is named by the route that matches, or that none does', () => {
    const routes = [night]
    expect(routeText(answer({ routes }))).toContain("Route: none matches: every channel of mode 'always' gets it\n")
    const decision = { route: 0, to: ['pager'] }
    expect(routeText(answer({ routes, decision }))).toContain(
      'alerts.routes[0]: on down, of target claude, held outside Mo-Fr 08:00-20:00 UTC\n',
    )
    expect(routeText(answer({ routes: [{ to: ['pager'] }], decision }))).toContain(
      'Route: alerts.routes[0]: every alert\n',
    )
  })

  it('waits for the channels of a route that holds it, and names the escalation', () => {
    const holdUntil = NOW + 11 * HOUR
    const escalation = { dueAt: holdUntil + 15 * MINUTE, to: ['phone'] }
    const heldAnswer = answer({
      routes: [night],
      decision: { route: 0, to: ['pager'], holdUntil, escalation } as never,
    })
    expect(routeText(heldAnswer).split('\n').slice(2)).toEqual([
      'Now:          nobody',
      'Later:        pager, when the hold ends at 08:05:00 UTC on Tue 24 Nov 2026',
      'If not acked: phone, 15 min later, at 08:20:00 UTC on Tue 24 Nov 2026',
      'If refused:   phone, at once where pager refuses it or is away',
      '',
    ])
    expect(routeJson(heldAnswer)).toEqual({
      ...{ at: '2026-11-23T21:05:00.000Z', target: 'claude', surface: 'login', state: 'down', kind: 'opened' },
      ...{ route: 'alerts.routes[0]', now: [], later: ['pager'], holdEndsAt: '2026-11-24T08:05:00.000Z' },
      ifNotAcked: { at: '2026-11-24T08:20:00.000Z', to: ['phone'] },
    })
  })

  it('is JSON with null for what does not apply', () => {
    const subject = { kind: 'notice', target: 'claude', surfaces: [] } as const
    expect(routeJson(answer({ subject }))).toMatchObject({
      ...{
        surface: '',
        state: null,
        route: null,
        now: ['slack', 'mail'],
        later: [],
        holdEndsAt: null,
        ifNotAcked: null,
      },
    })
  })
})

describe('a message as its service shows it', () => {
  const message = (changes: Partial<ShownMessage> = {}): ShownMessage => ({
    ...{ service: 'slack', tone: 'down', title: 'login is DOWN', paragraphs: [], fields: [], links: [] },
    ...changes,
  })
  const linesOf = (changes: Partial<ShownMessage>, columns = 60) =>
    shownLines(message(changes), { columns, paint: (_style, text) => text })

  it('is its title next to a bar', () => {
    expect(linesOf({})).toEqual(['│ login is DOWN'])
  })

  it('has its parts apart, and one blank line where it has several', () => {
    const parts = {
      ...{ paragraphs: ['Since 21:04.', '', '', 'Scope: sign-in only.'], fields: ['login  down', 'api  up'] },
      ...{ links: [{ text: 'Open', url: 'https://watch.example.org/i\n/1' }], footer: 'Doorwatch' },
    }
    expect(linesOf(parts)).toEqual([
      ...[
        '│ login is DOWN',
        '│',
        '│ Since 21:04.',
        '│',
        '│ Scope: sign-in only.',
        '│',
        '│ login  down'.replace('  ', ' '),
      ],
      ...['│ api up', '│', '│ Open: https://watch.example.org/i /1', '│', '│ Doorwatch'],
    ])
  })

  it('wraps at the width of the terminal, each row next to the bar', () => {
    const lines = linesOf({ paragraphs: ['one two three four five six seven eight nine ten'] }, 24)
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) {
      expect(line.startsWith('│')).toBe(true)
      expect(line.length).toBeLessThanOrEqual(24)
    }
  })
})

describe('the failed connections of an incident', () => {
  const network = { votes: [] }
  const run = (changes: Partial<RunRecord>): RunRecord =>
    ({
      ...{ target: 'claude', surface: 'login', probe: 'login', location: 'office', startedAt: NOW, outcome: 'failed' },
      failure: { class: 'connect', blame: 'provider', message: 'connection refused', network },
      ...changes,
    }) as unknown as RunRecord
  const range = { from: NOW - HOUR, to: NOW, target: 'claude', surfaces: ['login', 'chat'] }

  it('are the failed runs of its surfaces whose connection failed, from a minute before', async () => {
    const runs = [
      run({}),
      run({ surface: 'api' }),
      run({ surface: 'chat' }),
      run({ failure: { class: 'server_error' } as never }),
    ]
    const queries: unknown[] = []
    const store = {
      runs: async (query: unknown) => {
        queries.push(query)
        return runs
      },
    }
    expect((await failedConnections(store as never, range)).map(({ surface }) => surface)).toEqual(['login', 'chat'])
    expect(queries).toEqual([
      { from: NOW - HOUR - MINUTE, to: NOW, target: 'claude', outcomes: ['failed', 'error'], limit: 200 },
    ])
  })

  it('are JSON with the votes of the controls', () => {
    expect(connectionJson(run({}))).toEqual({
      ...{
        target: 'claude',
        surface: 'login',
        probe: 'login',
        location: 'office',
        startedAt: '2026-11-23T21:05:00.000Z',
      },
      ...{ class: 'connect', blame: 'provider', message: 'connection refused', network },
    })
  })
})

describe('what people report', () => {
  const report = (reporter: string, surface: string, agoMs: number): PersonReport =>
    ({ reporter, target: 'claude', surface, trouble: 'slow', at: NOW - agoMs }) as unknown as PersonReport
  const reports = ['a', 'b', 'c'].flatMap((name, nth) => [
    report(name, 'cli', nth * MINUTE),
    report(name, 'api', nth * MINUTE),
  ])
  const store = {
    reports: async ({ from, to }: { from: number; to: number }) => reports.filter(({ at }) => at >= from && at < to),
  }

  it('is about the surfaces that are asked for, or all', async () => {
    const surfacesOf = async (asked?: readonly string[]) =>
      (await readPeople(store as never, asked, NOW)).map(({ surface }) => surface).toSorted()
    expect(await surfacesOf()).toEqual(['claude/api', 'claude/cli'])
    expect(await surfacesOf(['claude/cli'])).toEqual(['claude/cli'])
    expect(await surfacesOf([])).toEqual([])
  })

  it('is forgotten after ten minutes', async () => {
    expect(await readPeople(store as never, undefined, NOW + 11 * MINUTE)).toEqual([])
  })
})
