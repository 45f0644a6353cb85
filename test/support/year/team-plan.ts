import type { ContinuityPlan, FailoverProof } from '../../../src/core/index.ts'
import { DAY, parseHours, workingHours } from '../../../src/core/index.ts'
import { TARGET } from './story.ts'

const OFFICE = workingHours(parseHours('Mo-Fr 08:00-18:00 Europe/London'))
const LATE = workingHours(parseHours('Mo-Su 07:00-23:00 Europe/London'))
const POUNDS = 'GBP'

/** Three workflows on the surfaces of the year: one switches to another model, one stops, one goes on by hand. */
export const TEAM_PLAN: ContinuityPlan = {
  shares: [],
  workflows: [
    {
      ...{ name: 'code review', people: 25, rate: { amount: 90, currency: POUNDS }, hours: OFFICE, hitBy: 'degraded' },
      ...{ uses: [`${TARGET}/cli`], recoverWithinMs: 15 * 60_000, owner: 'platform' },
      afterwards: ['Review merges that were made without the assistant'],
      fallback: { kind: 'switch', through: 'openai/cli', capacity: 0.6, proofMaxAgeMs: 30 * DAY },
    },
    {
      ...{ name: 'support', people: 12, rate: { amount: 45, currency: POUNDS }, hours: LATE, hitBy: 'degraded' },
      ...{ uses: [`${TARGET}/login`, `${TARGET}/chat`], owner: 'support' },
      afterwards: ['Answer the mails that came in meanwhile', 'Take the notice down'],
      fallback: { kind: 'stop', protects: 'customers from wrong answers' },
    },
    {
      ...{ name: 'proposals', people: 9, rate: { amount: 75, currency: POUNDS }, hours: OFFICE, hitBy: 'down' },
      ...{ uses: [{ anyOf: [`${TARGET}/chat`, `${TARGET}/api`] }], owner: 'sales', afterwards: [] },
      fallback: { kind: 'manual', guide: 'guides/proposals.md', guideMaxAgeMs: 180 * DAY, keeps: 0.4 },
    },
  ],
}

/** Failover proofs of the switch, as a failover test of two days ago stored them. @param now epoch ms */
export function teamProofs(now: number): readonly FailoverProof[] {
  return (['overloaded', 'server_error', 'timeout', 'truncated'] as const).map((kind) => ({
    ...{ class: kind, route: 'gateway', through: 'openai/cli', at: now - 2 * DAY, green: kind !== 'truncated' },
    tookMs: 1_400,
  }))
}
