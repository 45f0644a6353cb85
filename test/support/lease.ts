import type { LeaseOptions } from '../../src/core/index.ts'

/** A lease that makes one message of each waiting delivery, under the key of its alert. */
export function leaseEach(leaseMs: number, more: Partial<LeaseOptions> = {}): LeaseOptions {
  return {
    leaseMs,
    paused: [],
    plan: ({ waiting }) => waiting.map(({ id, alertKey }) => ({ key: alertKey, deliveries: [id] })),
    ...more,
  }
}

/** A lease that makes one message of all that waits for a channel. */
export function leaseFolded(leaseMs: number): LeaseOptions {
  return leaseEach(leaseMs, {
    plan: ({ waiting }) =>
      waiting.length === 0 ? [] : [{ key: `all ${waiting.length}`, deliveries: waiting.map(({ id }) => id) }],
  })
}
