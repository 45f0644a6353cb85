import { basename } from 'node:path'
import { type JudgedRun, readCsv } from '../../judge/index.ts'
import { piecesOf } from '../pieces.ts'

/** A file of runs, as plain data. */
export interface FileOfRuns {
  readonly path: string
  /** Only the runs of so long before the newest one, ms. */
  readonly since: number | undefined
}

/**
 * The runs of a CSV file, which can be gone through more than once. `onProblem` is told of each bad line, every time.
 * @throws MonitorError code `usage` where the file cannot be read
 */
export function runsIn(
  { path, since }: FileOfRuns,
  onProblem: (line: number, problem: string) => void = () => undefined,
): () => Iterable<JudgedRun> {
  const pieces = piecesOf(path)
  const surface = basename(path).replace(/\.csv(\.gz)?$/, '')
  const readAll = () => readCsv(pieces(), { target: 'history', surface, onProblem })
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
