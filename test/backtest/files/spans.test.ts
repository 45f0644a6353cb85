import { describe, expect, it } from 'vitest'
import { createLineNotes, readRuns } from '../../../src/backtest/files/index.ts'
import { DAY, MINUTE, SECOND } from '../../../src/core/index.ts'

const T0 = Date.UTC(2026, 2, 2)
const STEP = 5 * MINUTE

function read(text: string) {
  const notes: string[] = []
  const options = {
    target: 't',
    surface: 's',
    onProblem: (line: number, why: string) => notes.push(`${line}: ${why}`),
    onNote: (line: number, note: string) => notes.push(`${line} ${note}`),
  }
  return { runs: [...readRuns(() => [text], options)], notes }
}

/** How many runs a change of state becomes whose length is written so. */
const lengthOf = (minutes: string, text: string) =>
  read(`Event,Date-Time,Reason,Duration,Duration (in mins.)\nDown,2026-03-02 00:00:00,503,${text},${minutes}`).runs
    .length

describe('a change of state of UptimeRobot', () => {
  it('becomes a failed run at its start and every five minutes until its end', () => {
    const { runs, notes } = read(
      'Event,Date-Time,Reason,Duration,Duration (in mins.)\nDown,2026-03-02 00:00:00,503,"0 hrs, 12 mins",12\nUp,2026-03-02 00:12:00,OK,,',
    )
    expect(runs.map(({ startedAt, outcome }) => [(startedAt - T0) / MINUTE, outcome])).toEqual([
      [0, 'failed'],
      [5, 'failed'],
      [10, 'failed'],
      [12, 'passed'],
    ])
    expect(notes).toEqual(['2 span', '3 span'])
  })

  it.each([
    ['', '', 1],
    ['0', '4m 59s', 1],
    ['5', '', 1],
    ['5', '5m 1s', 2],
    ['0', '301', 2],
    ['', '1h 3m', 13],
    ['', '1 hrs, 3 mins', 13],
    ['', '1d', DAY / STEP],
    ['', '2 days, 0 hrs', (2 * DAY) / STEP],
    ['-7', '', 1],
    ['soon', 'soon', 1],
    ['', '200ms', 1],
  ])('that lasted "%s" minutes and "%s" becomes %i runs', (minutes, text, runs) => {
    expect(lengthOf(minutes, `"${text}"`)).toBe(runs)
  })

  it('that lasted longer than 400 days is cut there: the file has an error', () => {
    expect(lengthOf(String((900 * DAY) / MINUTE), '')).toBe((400 * DAY) / STEP)
  })
})

describe('a state of Pingdom', () => {
  const states = (...list: readonly object[]) => JSON.stringify({ summary: { states: list } })

  it('lasts until the end that it names', () => {
    const from = T0 / SECOND
    const { runs } = read(states({ status: 'down', timefrom: from, timeto: from + 600 }))
    expect(runs.map(({ startedAt }) => startedAt - T0)).toEqual([0, STEP])
  })

  it('that ends before it begins is one run', () => {
    const from = T0 / SECOND
    expect(read(states({ status: 'up', timefrom: from, timeto: from - 600 })).runs).toHaveLength(1)
  })

  it('that is unknown is no run', () => {
    const from = T0 / SECOND
    const { runs, notes } = read(states({ status: 'unknown', timefrom: from, timeto: from + 600 }))
    expect(runs).toEqual([])
    expect(notes).toEqual(['1 not-judged'])
  })
})

describe('the notes on a file', () => {
  it('write the first ten problems and count the others, each line once', () => {
    const lines: string[] = []
    const notes = createLineNotes('runs.csv', (text) => lines.push(text))
    for (let line = 2; line < 14; line += 1) notes.onProblem(line, 'is no time')
    // The file is read a second time.
    for (let line = 2; line < 14; line += 1) notes.onProblem(line, 'is no time')
    expect(lines).toHaveLength(10)
    expect(lines[9]).toBe('runs.csv:11: is no time\n')
    expect(notes.problems()).toBe(12)
    notes.summarise(0)
    expect(lines.slice(10)).toEqual(['runs.csv: 12 lines left out in total\n'])
  })

  it('name each kind of row that was changed or left out, and nothing for none', () => {
    const lines: string[] = []
    const notes = createLineNotes('runs.csv', (text) => lines.push(text))
    notes.summarise(0)
    expect(lines).toEqual([])
    notes.onNote?.(2, 'null')
    notes.onNote?.(3, 'not-judged')
    notes.onNote?.(4, 'not-judged')
    notes.onNote?.(5, 'span')
    notes.summarise(1)
    expect(lines).toEqual([
      'runs.csv: 1 row with NULL in place of a number counted, with 0 for it\n',
      'runs.csv: 2 rows of maintenance, pauses and unknown states left out\n',
      expect.stringMatching(
        /^runs\.csv: 1 row(s)? (is|are) changes? of state; a run every 5 min is assumed between them\n$/,
      ),
      'runs.csv: 1 repeated row left out\n',
    ])
  })
})
