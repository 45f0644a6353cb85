import type { FailoverProof, Workflow } from '../../src/core/index.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import type { Component, DrilledPlan, DrillRecord, PlayedAlert, ScoreCard, Verdict } from '../../src/drill/index.ts'
import { codeReview, MONDAY, proof, ready } from '../continuity/kit.ts'

/** When the outage of `record` begins: Monday, 10:00 UTC. */
export const START = MONDAY + HOUR

/** The support bot of the example: it stops on purpose. */
export function supportBot(changes: Partial<Workflow> = {}): Workflow {
  return codeReview({
    ...{ name: 'support bot', people: 5, uses: ['claude/api'], owner: 'support@example.org' },
    fallback: { kind: 'stop', protects: 'customers from wrong answers' },
    ...changes,
  })
}

/** A plan whose switch is proven: one minute of cadence, one channel in the drill. */
export function plan(
  changes: Partial<DrilledPlan> = {},
  proofs: readonly FailoverProof[] = [provenOverload()],
): DrilledPlan {
  return {
    workflows: [reviewed()],
    readiness: ready(proofs),
    readAt: MONDAY,
    cadences: { 'claude/login': MINUTE, 'claude/cli': MINUTE, 'claude/api': 5 * MINUTE },
    channels: [{ name: 'slack', kind: 'slack', takesPart: true, acknowledges: true }],
    file: 'doorwatch.config.ts',
    isExample: false,
    ...changes,
  }
}

export function reviewed(changes: Partial<Workflow> = {}): Workflow {
  return codeReview({
    recoverWithinMs: 15 * MINUTE,
    owner: 'platform@example.org',
    afterwards: ['review merges'],
    ...changes,
  })
}

export function provenOverload(): FailoverProof {
  return proof({ tookMs: 20_000 })
}

/** The command line found down after two slots and a confirm run of 12 s. */
export function foundVerdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    ...{ surface: 'claude/cli', kind: 'trouble', changedAt: START, slots: 2, state: 'down', class: 'overloaded' },
    ...{ at: START + 22_000, confirmMs: 12_000, found: true },
    ...changes,
  }
}

/** Found to work again after three slots. */
export function recovered(changes: Partial<Verdict> = {}): Verdict {
  const changedAt = START + 4 * HOUR
  return {
    ...{ surface: 'claude/cli', kind: 'recovery', changedAt, slots: 3, state: 'operational' },
    ...{ at: changedAt + 30_000, confirmMs: 8_000, found: true },
    ...changes,
  }
}

export function alert(changes: Partial<PlayedAlert> = {}): PlayedAlert {
  return {
    ...{ key: 'drill:claude-1:opened', kind: 'opened', at: START + 21_000, headline: 'DRILL: claude: cli is DOWN' },
    ...{
      target: 'claude',
      workflows: ['code review'],
      deliveries: [{ channel: 'slack', afterMs: 700, acknowledgedAfterMs: 9_000 }],
    },
    ...changes,
  }
}

/** The recovery of the outage, alerted once. */
export function ending(changes: Partial<PlayedAlert> = {}): PlayedAlert {
  const at = START + 4 * HOUR + 29_000
  return alert({
    key: 'drill:claude-1:resolved',
    kind: 'resolved',
    at,
    headline: 'DRILL: claude works again',
    ...changes,
  })
}

const STEADY = { met: true, surfaces: [{ surface: 'claude/cli', met: true }] }

/** Four hours of the command line down: detected, alerted and over. */
export function record(changes: Partial<DrillRecord> = {}): DrillRecord {
  return {
    id: '20261129-143200-front-doors-first',
    scenario: { name: 'front-doors-first', title: 'Sign-in first', what: 'sign-in fails' },
    ...{ seed: 1, status: 'completed', begunAt: MONDAY, endedAt: MONDAY + 2 * MINUTE },
    ...{ playedFrom: START, playedTo: START + 4 * HOUR },
    changes: [
      { at: START, surface: 'claude/cli', fault: '529', probability: 1 },
      { at: START + 4 * HOUR, surface: 'claude/cli', probability: 0 },
    ],
    posts: [{ at: START + 20 * MINUTE, status: 'investigating', text: 'Errors' }],
    verdicts: [foundVerdict(), recovered()],
    alerts: [alert(), ending()],
    steady: { before: STEADY, after: STEADY },
    ...{ unplayed: [], runs: 42 },
    ...changes,
  }
}

/** A component of a score card. */
export function component(card: ScoreCard, name: Component['name']): Component {
  const match = card.components.find((each) => each.name === name)
  if (!match) throw new Error(`no component ${name}`)
  return match
}
