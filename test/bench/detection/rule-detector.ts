import type { PagingRule, RunningRule } from '../../../src/backtest/rules/index.ts'
import { quietWindowAt } from '../../../src/core/index.ts'
import type { Policy } from '../../../src/judge/policy.ts'
import type { Announcement, Detector } from './simulate.ts'

/** Another monitor's rule on every surface it sees; `fork` continues from its present state. */
interface RuleDetector extends Detector {
  fork(): RuleDetector
}

interface Lane {
  readonly rule: RunningRule
  previousAt?: number
  lastOkAt?: number
  ticked: number
  retrying: boolean
}

export function ruleDetector(rule: PagingRule, policy: Policy, everyMs: number, locations: number): RuleDetector {
  return withLanes(rule, policy, everyMs, locations, new Map())
}

function withLanes(
  rule: PagingRule,
  policy: Policy,
  everyMs: number,
  locations: number,
  lanes: Map<string, Lane>,
): RuleDetector {
  function laneOf(surface: string): Lane {
    const existing = lanes.get(surface)
    if (existing) return existing
    const lane = { rule: rule.run({ everyMs, locations }), ticked: 0, retrying: false }
    lanes.set(surface, lane)
    return lane
  }
  return {
    apply(run, now) {
      const lane = laneOf(run.surface)
      const announcements: Announcement[] = []
      tick(lane, run.surface, run.startedAt, announcements)
      const quiet =
        policy.quiet.length > 0 &&
        quietWindowAt(policy.quiet, { target: run.target, surface: run.surface, at: run.startedAt }) !== undefined
      const step = lane.rule.apply({
        at: now,
        ok: run.outcome === 'passed',
        ms: run.durationMs,
        location: run.location,
        quiet,
        retry: lane.retrying,
        ...(lane.previousAt === undefined ? {} : { previousAt: lane.previousAt }),
        ...(lane.lastOkAt === undefined ? {} : { lastOkAt: lane.lastOkAt }),
        ...(run.failure ? { class: run.failure.class } : {}),
      })
      if (!lane.retrying) lane.previousAt = now
      if (run.outcome === 'passed') lane.lastOkAt = now
      lane.retrying = step.retryMs !== undefined
      announce(step, run.surface, now, announcements)
      return step.retryMs === undefined ? { announcements } : { announcements, againMs: step.retryMs }
    },
    fork() {
      const copy = [...lanes].map(([surface, lane]) => [surface, { ...lane, rule: lane.rule.fork() }] as const)
      return withLanes(rule, policy, everyMs, locations, new Map(copy))
    },
  }
}

/** Lets a rule that looks at the clock catch up with it. */
function tick(lane: Lane, surface: string, until: number, announcements: Announcement[]): void {
  const every = lane.rule.tickMs
  if (every === undefined) return
  if (lane.ticked === 0) lane.ticked = until - every
  for (; lane.ticked + every <= until; lane.ticked += every) {
    announce(lane.rule.tick(lane.ticked + every), surface, lane.ticked + every, announcements)
  }
}

function announce(
  step: { page?: boolean; clear?: boolean },
  surface: string,
  at: number,
  announcements: Announcement[],
): void {
  if (step.page) announcements.push({ kind: 'opened', at, surface })
  if (step.clear) announcements.push({ kind: 'resolved', at, surface })
}
