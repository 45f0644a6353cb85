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
})
