import type { FailureClass } from './failure.ts'

/** How a run that got no complete answer is counted next to the HTTP statuses, by the class of its failure. */
export const UNANSWERED_OF = {
  timeout: 'timeout',
  stalled: 'timeout',
  dns: 'network',
  connect: 'network',
  tls: 'network',
} as const satisfies Partial<Record<FailureClass, string>>

export type Unanswered = (typeof UNANSWERED_OF)[keyof typeof UNANSWERED_OF]
