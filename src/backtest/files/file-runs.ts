import { basename } from 'node:path'
import type { JudgedRun } from '../../judge/index.ts'
import { piecesOf } from './chunks.ts'
import type { RowNote } from './csv.ts'
import { readRuns } from './read-runs.ts'

/** A file of runs, as plain data. */
export interface FileOfRuns {
  readonly path: string
  /** Only the runs of so long before the newest one, ms. */
  readonly since: number | undefined
}

/** Receives what is to be said of the lines of a file, each time it is read. */
export interface LineReport {
  onProblem(line: number, problem: string): void
  onNote(line: number, note: RowNote): void
}

const NO_REPORT: LineReport = { onProblem: () => undefined, onNote: () => undefined }

/**
 * The runs of a file, which can be gone through more than once.
 * @throws MonitorError code `usage` where the file cannot be read
 */
export function runsIn({ path, since }: FileOfRuns, report: LineReport = NO_REPORT): () => Iterable<JudgedRun> {
  const pieces = piecesOf(path)
  const surface = basename(path).replace(/\.(?:csv|tsv|txt|json)(?:\.gz)?$/i, '')
  const readAll = () => readRuns(pieces, { target: 'history', surface, ...report })
  if (since === undefined) return readAll
  const from = newestOf(readAll()) - since
  return () => startedFrom(readAll(), from)
}

function newestOf(runs: Iterable<JudgedRun>): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const { startedAt } of runs) newest = Math.max(newest, startedAt)
  return newest
}

function* startedFrom(runs: Iterable<JudgedRun>, from: number): Generator<JudgedRun> {
  for (const run of runs) if (run.startedAt >= from) yield run
}
