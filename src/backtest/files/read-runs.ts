import type { JudgedRun } from '../../judge/index.ts'
import { type CsvOptions, readCsv } from './csv.ts'
import { readJsonRuns } from './json-runs.ts'

/**
 * Reads runs from CSV or JSON text; JSON is loaded as a whole.
 * @param chunks gives the text from its start on each call
 * @throws MonitorError code `history` where the text has no runs in a recognised format
 */
export function* readRuns(chunks: () => Iterable<string>, options: CsvOptions): Generator<JudgedRun> {
  const [first = ''] = chunks()
  if (/^\uFEFF?\s*[[{]/.test(first)) yield* readJsonRuns([...chunks()].join(''), options)
  else yield* readCsv(chunks(), options)
}
