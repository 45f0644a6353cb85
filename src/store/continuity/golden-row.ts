import { GOLDEN_PREFIX, type GoldenAnswer } from '../../core/index.ts'
import { OUTCOME } from '../schema/codes.ts'

/** An answer as it is stored. */
export interface GoldenRow {
  /** Name of the probe. */
  readonly text: string
  readonly scheduled_at: number
  readonly outcome: number | null
  readonly duration_ms: number | null
  readonly message: string | null
}

export function goldenAnswerOf({ text, scheduled_at, outcome, duration_ms, message }: GoldenRow): GoldenAnswer {
  const isRight = outcome === OUTCOME.of('passed') || outcome === OUTCOME.of('slow')
  return {
    ...{ workflow: text.slice(GOLDEN_PREFIX.length), at: scheduled_at, tookMs: duration_ms ?? 0 },
    ...(isRight ? {} : { wrong: message ?? 'it was not measured' }),
  }
}
