import type { Readable } from 'node:stream'
import type { StreamRequest } from '../../../probe/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { seconds } from '../../classify/seconds.ts'
import { ObservedFailure } from '../../classify/thrown.ts'
import type { StreamProgress } from './stream-progress.ts'

const FIRST_CONTENT_MS = 20_000
const GAP_MS = 10_000
const CHECK_MS = 50

/**
 * Destroys the stream when its first content or the next one takes too long. Pings do not count as content.
 * @returns what ends the watching
 */
export function watchStreamLimits(body: Readable, request: StreamRequest, progress: StreamProgress): () => void {
  // What arrived while this process was busy is read before the limit is checked.
  const timer = setInterval(() => {
    setImmediate(() => {
      const diagnosis = exceededLimit(request, progress, performance.now())
      if (diagnosis) body.destroy(new ObservedFailure(diagnosis))
    })
  }, CHECK_MS)
  return () => clearInterval(timer)
}

/**
 * The limit that a stream has exceeded, undefined where none.
 * @param now monotonic time, ms
 */
export function exceededLimit(
  { firstContentMs = FIRST_CONTENT_MS, gapMs = GAP_MS }: Pick<StreamRequest, 'firstContentMs' | 'gapMs'>,
  progress: StreamProgress,
  now: number,
): Diagnosis | undefined {
  const { lastSignAt, sentAt } = progress
  if (lastSignAt === undefined) {
    return now - sentAt > firstContentMs ? noFirstToken(progress, `within ${seconds(firstContentMs)}`) : undefined
  }
  return now - lastSignAt > gapMs ? { class: 'stalled', message: `no more tokens for ${seconds(gapMs)}` } : undefined
}

/** What came in place of the first token: nothing, only pings, the opening of the stream, or thoughts. */
export function noFirstToken({ events, pings, lastSignAt }: StreamProgress, within: string): Diagnosis {
  if (lastSignAt !== undefined) return { class: 'timeout', message: `no text ${within}: the model was still thinking` }
  const instead = events > 0 ? 'the stream opened' : pings > 0 ? 'only pings came' : 'only headers came'
  return { class: 'timeout', message: `no first token ${within}: ${instead}` }
}
