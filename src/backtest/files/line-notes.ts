import { formatDuration, plural } from '../../core/index.ts'
import type { RowNote } from './csv.ts'
import type { LineReport } from './file-runs.ts'
import { SPAN_STEP_MS } from './spans.ts'

/** Writes and counts the problems and notes of a file. */
interface LineNotes extends LineReport {
  problems(): number
  /** Writes the counts. @param repeats repeated rows that were left out */
  summarise(repeats: number): void
}

/** Problems written one by one; further ones are only counted. */
const PROBLEMS_SHOWN = 10

/** @returns Notes that count each line once, although a file is read more than once. */
export function createLineNotes(name: string, write: (text: string) => void): LineNotes {
  const counts = { problem: 0, null: 0, 'not-judged': 0, span: 0 }
  const seenUntil = { problem: 0, null: 0, 'not-judged': 0, span: 0 }
  const count = (kind: RowNote | 'problem', line: number): boolean => {
    if (line <= seenUntil[kind]) return false
    seenUntil[kind] = line
    counts[kind] += 1
    return true
  }
  const rows = (number: number) => plural(number, 'row')
  return {
    onProblem(line, problem) {
      if (count('problem', line) && counts.problem <= PROBLEMS_SHOWN) write(`${name}:${line}: ${problem}\n`)
    },
    onNote: (line, note) => void count(note, line),
    problems: () => counts.problem,
    summarise(repeats) {
      const writeCount = (number: number, text: string) => number > 0 && write(`${name}: ${text}\n`)
      if (counts.problem > PROBLEMS_SHOWN) write(`${name}: ${counts.problem} lines left out in total\n`)
      writeCount(counts.null, `${rows(counts.null)} with NULL in place of a number counted, with 0 for it`)
      writeCount(
        counts['not-judged'],
        `${rows(counts['not-judged'])} of maintenance, pauses and unknown states left out`,
      )
      const every = formatDuration(SPAN_STEP_MS)
      writeCount(counts.span, `${rows(counts.span)} are changes of state; a run every ${every} is assumed between them`)
      if (repeats > 0) write(`${name}: ${plural(repeats, 'repeated row')} left out\n`)
    },
  }
}
