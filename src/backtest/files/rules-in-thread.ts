import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Player, Replayed } from '../player.ts'
import { baselinePlayer } from '../rule-player.ts'
import { BASELINES } from '../rules/index.ts'
import type { Survey } from '../survey.ts'
import type { FileOfRuns } from './file-runs.ts'

/** A smaller file is played sooner than a thread has begun, bytes. */
const WORTH_A_THREAD = 4 << 20

/** The rules of other monitors. */
export function theirPlayers(survey: Survey): readonly Player[] {
  return BASELINES.map((baseline) => baselinePlayer(survey, baseline))
}

/**
 * Plays a long file to the rules of other monitors in a thread of its own, so that ours does not wait for them; undefined
 * where that is not worth it.
 */
export function playTheirsBeside(file: FileOfRuns): Promise<readonly Replayed[]> | undefined {
  if (statSync(file.path).size < WORTH_A_THREAD) return undefined
  const thread = new Worker(new URL('./rules-thread.js', import.meta.url), { workerData: file })
  const played = new Promise<readonly Replayed[]>((resolve, reject) => {
    thread.once('message', resolve).once('error', reject)
  })
  // Where our own reading fails first, that is what is told.
  played.catch(() => undefined)
  return played
}
