import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv, readRuns } from '../../../src/backtest/index.ts'
import { parseTime } from '../../../src/core/index.ts'

const HEADER = 'at,surface,outcome,http_status,duration_ms,failure_class'
const AT = 1_772_451_480_000

function read(text: string) {
  const problems: string[] = []
  const options = {
    target: 't',
    surface: 's',
    onProblem: (line: number, why: string) => problems.push(`${line}: ${why}`),
  }
  return { runs: [...readRuns(() => [text], options)], problems }
}

/** A cell as every spreadsheet writes it. */
const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

describe('a quote in a file of runs', () => {
  it('within an unquoted cell is text, and ends no line late', () => {
    const rows = [`${AT},19" rack,passed,200,1,`, `${AT + 1},a,passed,200,2,`, `${AT + 2},b,passed,200,3,`]
    const { runs, problems } = read([HEADER, ...rows].join('\n'))
    expect(problems).toEqual([])
    expect(runs.map(({ surface, durationMs }) => [surface, durationMs])).toEqual([
      ['19" rack', 1],
      ['a', 2],
      ['b', 3],
    ])
  })

  it('within an unquoted cell, after a quoted one over two lines, changes neither', () => {
    const { runs, problems } = read(`${HEADER}\n${AT},"x\ny",passed,200,1,5"\n${AT + 1},z,passed,200,2,`)
    expect(problems).toEqual([])
    expect(runs.map(({ surface }) => surface)).toEqual(['x\ny', 'z'])
  })

  it('that is never closed costs at most 200 lines, and what follows them is read', () => {
    const rows = Array.from({ length: 400 }, (_, nth) => `${AT + nth},a,passed,200,${nth},`)
    const { runs } = read([HEADER, `${AT},"open,passed,200,1,`, ...rows].join('\n'))
    expect(runs.at(0)?.durationMs).toBe(199)
    expect(runs).toHaveLength(201)
  })

  it('and delimiters and line breaks in cells are read as they were written', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('"', ',', '\n', 'a', ' ', ';'), maxLength: 8 })
      .filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (names) => {
        const rows = names.map((name, nth) => `${AT + nth},${quoted(name)},passed,200,${nth},`)
        const { runs, problems } = read([HEADER, ...rows].join('\n'))
        expect(problems).toEqual([])
        expect(runs.map(({ surface }) => surface)).toEqual(names.map((name) => name.trim()))
      }),
    )
  })
})

describe('a time of a file of runs', () => {
  it('is read as parseTime reads it, whatever character is wrong in it', () => {
    const wrong = fc.constantFrom('x', '-', ':', '.', ' ', '9', '0', '/', 'T', 'Z', '\u0661')
    const whole = fc.constantFrom('2026-03-02T11:37:05Z', '2026-03-02T11:37:05.250Z')
    fc.assert(
      fc.property(whole, fc.nat(23), wrong, (text, index, character) => {
        const at = Math.min(index, text.length - 1)
        const time = text.slice(0, at) + character + text.slice(at + 1)
        const { runs } = read(`${HEADER}\n2026-03-02T00:00:00Z,a,passed,200,1,\n${time},a,passed,200,1,`)
        expect(runs[1]?.startedAt).toBe(parseTime(time))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a control character that separates cells inside', () => {
  const NAME = 'a\u0001b'

  it('moves no cell of a row with quotes', () => {
    const { runs } = read(`${HEADER}\n${AT},"${NAME}",failed,503,7,`)
    expect(runs).toMatchObject([{ surface: 'a b', outcome: 'failed', durationMs: 7, failure: { message: 'HTTP 503' } }])
  })

  it('moves no field of a JSON export', () => {
    const beat = { name: NAME, time: '2026-03-02T11:37:05Z', status: 0, ping: 7, msg: `503\u0001- Service Unavailable` }
    const { runs, problems } = read(JSON.stringify([beat]))
    expect(problems).toEqual([])
    expect(runs).toMatchObject([{ surface: 'a b', outcome: 'failed', durationMs: 7, failure: { message: 'HTTP 503' } }])
  })
})

describe('any text', () => {
  it('gives runs with finite numbers and names in one piece, or problems with the number of their line', () => {
    const piece = fc.constantFrom(
      '"',
      ',',
      ';',
      '\n',
      '\r\n',
      '\u0001',
      String(AT),
      'passed',
      'failed',
      '503',
      '-1',
      '1e400',
      'NULL',
      'x',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = `${HEADER}\n${pieces.join('')}`
        const lines = text.split('\n').length
        const { runs, problems } = read(text)
        for (const { startedAt, durationMs, surface } of runs) {
          expect(Number.isSafeInteger(startedAt) && Number.isFinite(durationMs) && durationMs >= 0).toBe(true)
          expect(surface).not.toBe('')
        }
        for (const problem of problems) expect(Number.parseInt(problem, 10)).toBeLessThanOrEqual(lines)
      }),
      { numRuns: 500 },
    )
  })

  it('cut into chunks anywhere gives the same', () => {
    const rows = [`${AT},"a\n""b",passed,200,1,`, `${AT + 1},5",failed,503,2,`, `${AT + 2},"c,d",slow,200,3,\r`]
    const text = [HEADER, ...rows].join('\n')
    const options = { target: 't', surface: 's', onProblem: () => expect.fail() }
    const whole = [...readCsv(text, options)]
    expect(whole).toHaveLength(3)
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const chunks = places.slice(1).map((to, nth) => text.slice(places[nth], to))
        expect([...readCsv(chunks, options)]).toEqual(whole)
      }),
    )
  })
})
