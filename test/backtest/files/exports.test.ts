import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv, readRuns } from '../../../src/backtest/index.ts'
import type { JudgedRun } from '../../../src/judge/index.ts'

const HEADER = 'at,surface,outcome,http_status,duration_ms,failure_class'

function read(text: string): { runs: readonly JudgedRun[]; problems: readonly string[] } {
  const problems: string[] = []
  const onProblem = (line: number, problem: string) => void problems.push(`${line}: ${problem}`)
  const runs = [...readCsv(text, { target: 'history', surface: 'site', onProblem })]
  return { runs, problems }
}

function exported(text: string) {
  const notes: Record<string, number> = {}
  const problems: string[] = []
  const runs = [
    ...readRuns(() => [text], {
      target: 'history',
      surface: 'site',
      onProblem: (line, problem) => void problems.push(`${line}: ${problem}`),
      onNote: (_line, note) => {
        notes[note] = (notes[note] ?? 0) + 1
      },
    }),
  ]
  const lines = runs.map(({ surface, outcome, startedAt, failure }) =>
    [new Date(startedAt).toISOString().slice(5, 16), surface, outcome, ...(failure ? [failure.class] : [])].join(' '),
  )
  return { runs, lines, notes, problems }
}

describe('an export of Uptime Kuma', () => {
  const ROWS = [
    ['2026-11-28 10:00:00.123', 1, '200 - OK', 87],
    ['2026-11-28 10:01:00.200', 2, 'timeout of 48000ms exceeded', null],
    ['2026-11-28 10:02:00.200', 0, 'Request failed with status code 503', null],
    ['2026-11-28 10:03:00.200', 3, 'Monitor under maintenance', null],
  ] as const
  const LINES = [
    '11-28T10:00 monitor 7 passed',
    '11-28T10:01 monitor 7 failed timeout',
    '11-28T10:02 monitor 7 failed server_error',
  ]

  it('is read as CSV of its table, failing checks with NULL too', () => {
    const header = 'id,important,monitor_id,status,msg,time,ping,duration,down_count'
    const rows = ROWS.map(
      ([time, status, msg, ping], id) => `${id},0,7,${status},"${msg}","${time}",${ping ?? 'NULL'},60,0`,
    )
    const { lines, notes, problems } = exported([header, ...rows].join('\r\n'))
    expect(lines).toEqual(LINES)
    expect({ notes, problems }).toEqual({ notes: { null: 2, 'not-judged': 1 }, problems: [] })
    const named = exported(`monitor_name,monitor_id,status,time,ping\nShop,7,1,2026-11-28 10:00:00,3`)
    expect(named.lines).toEqual(['11-28T10:00 Shop passed'])
  })

  it('is read as JSON: rows, and the heartbeats of a status page by monitor', () => {
    const beats = ROWS.map(([time, status, msg, ping]) => ({ status, time, msg, ping }))
    const rows = beats.map((beat) => ({ ...beat, monitor_id: 7, important: true }))
    expect(exported(JSON.stringify(rows)).lines).toEqual(LINES)
    const page = { heartbeatList: { 7: beats, 8: beats.slice(0, 1) }, uptimeList: { '7_24': 1 } }
    const { lines, notes } = exported(`\uFEFF${JSON.stringify(page, undefined, 2)}`)
    expect(lines).toEqual([...LINES, '11-28T10:00 monitor 8 passed'])
    expect(notes).toEqual({ null: 2, 'not-judged': 1 })
  })
})

describe('an export of Pingdom', () => {
  const results = [
    { probeid: 33, time: 1_795_860_000, status: 'up', responsetime: 91, statusdesc: 'OK', statusdesclong: 'OK' },
    {
      probeid: 34,
      time: 1_795_860_060,
      status: 'unconfirmed_down',
      statusdesc: 'Error',
      statusdesclong: 'HTTP Server Error 502 Bad Gateway',
    },
    {
      probeid: 35,
      time: 1_795_860_120,
      status: 'down',
      responsetime: null,
      statusdesc: 'Timeout',
      statusdesclong: 'Socket timeout',
    },
    { probeid: 35, time: 1_795_860_180, status: 'unknown' },
  ]
  const outcomes = ['passed', 'failed server_error', 'failed timeout']

  it('is read as the JSON of its API', () => {
    const { lines, problems } = exported(JSON.stringify({ activeprobes: [33, 34], results }))
    expect(problems).toEqual([])
    expect(lines.map((line) => line.replace(/^\S+ site /, ''))).toEqual(outcomes)
  })

  it('is read as CSV of these fields', () => {
    const header = 'time,status,responsetime,statusdesc,statusdesclong'
    const rows = results.map((one) =>
      [one.time, one.status, one.responsetime ?? '', one.statusdesc ?? '', one.statusdesclong ?? ''].join(','),
    )
    expect(exported([header, ...rows].join('\n')).lines.map((line) => line.replace(/^\S+ site /, ''))).toEqual(outcomes)
  })

  it('is read as the states of an outage summary', () => {
    const states = [
      { status: 'up', timefrom: 1_795_860_000, timeto: 1_795_860_600 },
      { status: 'down', timefrom: 1_795_860_600, timeto: 1_795_860_660 },
    ]
    const { runs, notes } = exported(JSON.stringify({ summary: { states } }))
    expect(runs.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'failed'])
    expect(notes).toEqual({ span: 2 })
  })
})

describe('an export of UptimeRobot', () => {
  it('has changes of state, which are made into runs every five minutes', () => {
    const text = [
      '"Monitor","Monitor URL","Event","Date-Time","Reason","Duration","Duration (in mins.)"',
      '"Shop","https://shop.example","Up","2026-11-28 10:12:00","OK","0 hrs, 3 mins","3"',
      '"Shop","https://shop.example","Down","2026-11-28 10:00:00","HTTP 503 - Service Unavailable","0 hrs, 12 mins","12"',
      '"Shop","https://shop.example","Paused","2026-11-28 09:00:00","","1 hrs, 0 mins","60"',
      '"Shop","https://shop.example","Down","2026-11-28 08:59:59","Connection Timeout","0 hrs, 0 mins","0"',
    ].join('\n')
    const { lines, notes, problems } = exported(text)
    expect(problems).toEqual([])
    expect(lines).toEqual([
      '11-28T10:12 Shop passed',
      '11-28T10:00 Shop failed server_error',
      '11-28T10:05 Shop failed server_error',
      '11-28T10:10 Shop failed server_error',
      '11-28T08:59 Shop failed timeout',
    ])
    expect(notes).toEqual({ span: 3, 'not-judged': 1 })
  })

  it.each([
    ['1 hrs, 5 mins', 13],
    ['0h 11m 0s', 3],
    ['1 day, 0 hrs', 288],
    ['601', 3],
    ['', 1],
  ])('lasts as its words say: %s', (duration, count) => {
    expect(exported(`Event,Date-Time,Reason,Duration\nUp,2026-11-28 10:00:00,OK,"${duration}"`).runs).toHaveLength(
      count,
    )
  })
})

describe('an export that is no history', () => {
  it.each([
    ['SQLite format 3\u0000', /is a database/],
    ['PK\u0003\u0004', /spreadsheet or an archive/],
    ['{"a":1', /begins like JSON but cannot be parsed/],
    ['{"a":[1]}', /has no list of runs/],
    ['sep=;\n', /an empty file/],
  ])('is refused with what it is: %j', (text, message) => {
    expect(() => exported(text)).toThrow(message)
  })
})

describe('a history in any format', () => {
  it('gives the same runs with any delimiter, quotes or none', () => {
    const word = fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\r', ' ').trim())
    const rows = fc.array(fc.record({ word, isUp: fc.boolean(), ms: fc.nat(90_000) }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t', '|'), (all, delimiter) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const lines = all.map((one, minute) =>
          [
            `${1_772_451_480_000 + minute * 60_000}`,
            quoted(one.word),
            one.isUp ? 'passed' : 'failed',
            '',
            `${one.ms}`,
          ].join(delimiter),
        )
        const { runs, problems } = read([HEADER.replaceAll(',', delimiter), ...lines].join('\n'))
        expect(problems).toEqual([])
        expect(runs.map((run) => run.durationMs)).toEqual(all.map(({ ms }) => ms))
        const names = all.map((one) => (/^(null|nil|none|nan|n\/a|\\n|-|)$/i.test(one.word) ? 'site' : one.word))
        expect(runs.map((run) => run.surface)).toEqual(names)
      }),
    )
  })
})
