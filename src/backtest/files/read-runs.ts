import type { JudgedRun } from '../../judge/index.ts'
import { type CsvOptions, readCsv } from './csv.ts'
import { readJsonRuns } from './json-runs.ts'

/**
 * Reads runs from a file's text, CSV or JSON; JSON is held as a whole.
 * @param pieces gives the text from its start each time it is called
 * @throws MonitorError code `history` where it is neither with runs in it
 */
export function* readRuns(pieces: () => Iterable<string>, options: CsvOptions): Generator<JudgedRun> {
  const [first = ''] = pieces()
  if (/^\uFEFF?\s*[[{]/.test(first)) yield* readJsonRuns([...pieces()].join(''), options)
  else yield* readCsv(pieces(), options)
}
