import { basename } from 'node:path'
import type { JudgedRun } from '../../judge/index.ts'
import { chunksOf } from './chunks.ts'
import type { RowNote } from './csv.ts'
import { readRuns } from './read-runs.ts'

/** A file of runs; plain data, so that it can be sent to a worker thread. */
export interface FileOfRuns {
  readonly path: string
  /** Only runs that started at most this long before the newest one, ms. */
  readonly since: number | undefined
}

/** Receives the problems and notes of lines, again on each reading of the file. */
export interface LineReport {
  onProblem(line: number, problem: string): void
  onNote(line: number, note: RowNote): void
}

const NO_REPORT: LineReport = { onProblem: () => undefined, onNote: () => undefined }

/**
 * @returns A function that reads the runs of the file on each call.
 * @throws MonitorError code `usage` where the file cannot be read
 */
export function runsIn({ path, since }: FileOfRuns, report: LineReport = NO_REPORT): () => Iterable<JudgedRun> {
  const chunks = chunksOf(path)
  const surface = basename(path).replace(/\.(?:csv|tsv|txt|json)(?:\.gz)?$/i, '')
  const readAll = () => readRuns(chunks, { target: 'history', surface, ...report })
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
