import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { Player, Replayed } from '../player.ts'
import { rulePlayer } from '../rule-player.ts'
import { PAGING_RULES } from '../rules/index.ts'
import type { Survey } from '../survey.ts'
import type { FileOfRuns } from './file-runs.ts'

/** As tsc compiles it: a thread does not start with the bundle. */
const THREAD = join(PACKAGE_ROOT, 'dist/src/backtest/files/rules-thread.js')

/** Bytes. Below this size the replay takes less time than starting a thread. */
const THREAD_MIN_BYTES = 4 << 20

/** @returns A player for each paging rule of other monitors. */
export function rulePlayers(survey: Survey): readonly Player[] {
  return PAGING_RULES.map((rule) => rulePlayer(survey, rule))
}

/**
 * Replays a large file through the paging rules in a worker thread, while the main thread replays it through the judge.
 * @returns `undefined` for a file below 4 MiB: the caller replays it in its own thread
 */
export function playRulesInThread(file: FileOfRuns): Promise<readonly Replayed[]> | undefined {
  if (statSync(file.path).size < THREAD_MIN_BYTES) return undefined
  const thread = new Worker(THREAD, { workerData: file })
  const played = new Promise<readonly Replayed[]>((resolve, reject) => {
    thread.once('message', resolve).once('error', reject)
  })
  // Prevents an unhandled rejection where the main thread fails first; its error is the one reported.
  played.catch(() => undefined)
  return played
}
