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

describe('a history in Doorwatch columns', () => {
  it('is read with times in ISO form or in epoch milliseconds', () => {
    const { runs } = read(
      `${HEADER}\n2026-03-02T11:37:00Z,login,failed,500,812,server_error\n1772451480000,login,passed,200,300,\n`,
    )
    expect(runs).toMatchObject([
      {
        target: 'history',
        surface: 'login',
        probe: 'login',
        location: 'local',
        trigger: 'schedule',
        startedAt: Date.UTC(2026, 2, 2, 11, 37),
        durationMs: 812,
        outcome: 'failed',
        failure: { class: 'server_error', blame: 'provider', message: 'HTTP 500' },
      },
      { startedAt: 1_772_451_480_000, outcome: 'passed' },
    ])
    expect(runs[1]?.failure).toBeUndefined()
  })

  it.each([
    ['2026-03-02T11:37:05.250Z', Date.UTC(2026, 2, 2, 11, 37, 5, 250)],
    ['2026-03-02T12:37:05+01:00', Date.UTC(2026, 2, 2, 11, 37, 5)],
    ['2026-03-02T23:59:59Z', Date.UTC(2026, 2, 2, 23, 59, 59)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-03-02T11:37:05', Date.UTC(2026, 2, 2, 11, 37, 5)],
    ['2026-03-02 11:37', Date.UTC(2026, 2, 2, 11, 37)],
    ['1772451425000', Date.UTC(2026, 2, 2, 11, 37, 5)],
    ['1772451425', Date.UTC(2026, 2, 2, 11, 37, 5)],
  ])('reads %s as a time', (text, at) => {
    expect(read(`${HEADER}\n${text},login,passed,200,1,`).runs[0]?.startedAt).toBe(at)
  })

  it('takes location and probe where there are columns for them, in any order', () => {
    const { runs } = read('outcome,probe,at,location,surface\npassed,api-opus,1772451480000,eu,api\n')
    expect(runs).toMatchObject([{ surface: 'api', probe: 'api-opus', location: 'eu', durationMs: 0 }])
  })

  it('reads quoted cells, a byte order mark and lines that end in CR LF', () => {
    const { runs, problems } = read(`\uFEFF${HEADER}\r\n1772451480000,"log""in, new",passed,200,1,\r\n`)
    expect(problems).toEqual([])
    expect(runs[0]?.surface).toBe('log"in, new')
  })

  it('reports invalid lines by number, and continues', () => {
    const { runs, problems } = read(
      [
        HEADER,
        'yesterday,login,passed,200,1,',
        '2026-13-45T99:00:00Z,login,passed,200,1,',
        '1772451480000,login,fine,200,1,',
        '1772451480000,login,passed,200,fast,',
        '1772451480000,login,passed,OK,1,',
        '1772451480000,login,constructor,200,1,',
        '17724514800,login,passed,200,1,',
        '',
        '1772451480000,login,passed,200,1,',
      ].join('\n'),
    )
    expect(runs).toHaveLength(1)
    expect(problems).toEqual([
      '2: "yesterday" is not a time',
      '3: "2026-13-45T99:00:00Z" is not a time',
      '4: "fine" is not an outcome: passed, slow, failed or error',
      '5: "fast" is not a duration in milliseconds',
      '6: "OK" is not an HTTP status',
      '7: "constructor" is not an outcome: passed, slow, failed or error',
      '8: "17724514800" is not a time',
    ])
  })

  it.each([
    ['failed', '529', '', 'overloaded', 'provider'],
    ['failed', '529', 'toString', 'overloaded', 'provider'],
    ['failed', '429', '', 'quota', 'ours'],
    ['failed', '401', '', 'credentials', 'ours'],
    ['failed', '403', '', 'blocked', 'probe'],
    ['failed', '522', '', 'edge', 'provider'],
    ['failed', '0', '', 'timeout', 'provider'],
    ['failed', '500', 'stalled', 'stalled', 'provider'],
    ['failed', '500', 'no_such_class', 'server_error', 'provider'],
    ['slow', '200', '', 'slow', 'provider'],
    ['error', '', 'browser_crash', 'browser_crash', 'probe'],
    ['error', '', '', 'probe_error', 'probe'],
    ['failed', '0', 'dns', 'dns', 'network'],
  ])('takes %s with HTTP %s and class "%s" for %s, blame %s', (outcome, http, named, cls, blame) => {
    const { runs } = read(`${HEADER}\n1772451480000,login,${outcome},${http},1,${named}`)
    expect(runs[0]?.failure).toMatchObject({ class: cls, blame })
  })
})

describe('a history of another monitor', () => {
  it('is read as one surface', () => {
    const { runs } = read(
      't_utc_iso,status,http,ms\n2026-08-10T07:25:38Z,up,200,87\n2026-08-10T07:30:38Z,down,502,10\n2026-08-10T07:35:38Z,degraded,200,9000\n',
    )
    expect(runs.map((run) => [run.surface, run.outcome])).toEqual([
      ['site', 'passed'],
      ['site', 'failed'],
      ['site', 'slow'],
    ])
  })
})

describe('a file that is no history', () => {
  it.each(['', 'a,b,c\n1,2,3', 'at,surface\n1,2'])('is refused with the columns it should have', (text) => {
    expect(() => read(text)).toThrow(/not a header of run columns/)
  })
})

describe('a history in pieces', () => {
  it('is read as if it came whole, wherever it is cut', () => {
    const text = `${HEADER}\r\n2026-03-02T11:37:00Z,login,failed,500,812,\r\n\r\n"2026-03-02T11:38:00Z","a,b",passed,,5,`
    const whole = read(text).runs
    expect(whole.map((run) => run.surface)).toEqual(['login', 'a,b'])
    for (const size of [1, 2, 7, 60]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_none, index) =>
        text.slice(index * size, (index + 1) * size),
      )
      const runs = readCsv(pieces, { target: 'history', surface: 'site', onProblem: () => undefined })
      expect([...runs]).toEqual(whole)
    }
  })
})

describe('a file by other tools', () => {
  const OURS = [HEADER, '1772451480000,"a;b",failed,503,812,', '1772451540000,,passed,200,9,'].join('\n')

  it.each([
    ['semicolons', OURS.replace('"a;b"', '"a,b"').replaceAll(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, ';')],
    ['tabs', OURS.replace('"a;b"', '"a\tb"').replaceAll(',', '\t')],
    ['bars', OURS.replace('"a;b"', '"a|b"').replaceAll(',', '|')],
    ['a line sep= before the header', `\uFEFFsep=;\r\n${OURS.replace('"a;b"', '"a,b"').replaceAll(/,(?!b")/g, ';')}`],
  ])('is read with %s between its cells', (_what, text) => {
    const { runs, problems } = read(text)
    expect(problems).toEqual([])
    expect(runs.map((run) => [run.outcome, run.durationMs])).toEqual([
      ['failed', 812],
      ['passed', 9],
    ])
    expect(runs[0]?.surface).toMatch(/^a.b$/)
    expect(runs[1]?.surface).toBe('site')
  })

  it('may write numbers with a comma where that is not between the cells', () => {
    expect(read(`${HEADER.replaceAll(',', ';')}\n1772451480000;login;passed;200;812,5;`).runs[0]?.durationMs).toBe(
      812.5,
    )
  })

  it('has cells over several lines, which are one row', () => {
    const { runs, problems } = read(
      `${HEADER}\n1772451480000,"lo""gin\nor, out",passed,200,1,\n1772451540000,x,failed,,,\n`,
    )
    expect(problems).toEqual([])
    expect(runs.map(({ surface }) => surface)).toEqual(['lo"gin\nor, out', 'x'])
    expect(read(`${HEADER}\n1772451480000,"login,passed,200,1,`).problems).toEqual(['2: a quoted cell has no end'])
  })

  it.each(['NULL', 'null', 'None', 'NaN', '\\N', 'n/a', '-'])('keeps a row with %s, and notes it', (empty) => {
    const notes: string[] = []
    const text = `${HEADER}\n1772451480000,login,failed,${empty},${empty},${empty}\n1772451540000,login,passed,200,5,${empty}`
    const options = {
      target: 't',
      surface: 's',
      onProblem: () => expect.fail(),
      onNote: (line: number, note: string) => notes.push(`${line} ${note}`),
    }
    const runs = [...readRuns(() => [text], options)]
    expect(runs).toMatchObject([
      { outcome: 'failed', durationMs: 0, failure: { class: 'timeout' } },
      { outcome: 'passed' },
    ])
    expect(notes).toEqual(['2 null'])
  })

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

describe('a history in any dress', () => {
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
