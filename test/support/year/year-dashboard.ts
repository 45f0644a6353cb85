import { evaluatePlan } from '../../../src/continuity/index.ts'
import { DAY, SECOND, SILENT } from '../../../src/core/index.ts'
import { createMetrics } from '../../../src/export/index.ts'
import { showAlerts } from '../../../src/notify/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { type Dashboard, type DashboardOptions, startDashboard } from '../../../src/web/index.ts'
import type { World } from '../world.ts'
import { TEAM_PLAN, teamProofs } from './team-plan.ts'

/** Serves a seeded year as the worker would, with every page, at the time at which its story ends. */
export function startYearDashboard(
  store: Store,
  story: World,
  options: Partial<DashboardOptions> = {},
): Promise<Dashboard> {
  const { now, target, everyMs } = story
  const clock = { now: () => now }
  const probes = story.probes.map(({ surface, probe }, index) => ({
    ...{ target, surface, probe, everyMs, nextAt: now + (7 + index * 11) * SECOND },
  }))
  return startDashboard({
    // A worker is alive: its last heartbeat is now.
    history: { ...store, lastHeartbeat: async () => now },
    ...{ clock, log: SILENT, port: 0, timezone: 'Europe/London', location: 'office', version: '0.1.0' },
    live: { snapshot: () => ({ probes }), subscribe: () => () => {} },
    ...{ artifactsDir: '/nonexistent', titles: { [target]: 'Sandbox' }, costs: TEAM_PLAN },
    drawing: { channels: [{ name: 'slack', kind: 'slack', showCost: true }], show: showAlerts },
    objectives: { availability: 0.99, windowDays: 30, surfaces: {} },
    metrics: createMetrics({ history: store, probes: () => probes, clock }).text,
    plan: async () => evaluatePlan({ plan: TEAM_PLAN, watched: [...WATCHED], hosts: {}, readiness: ready(now) }, now),
    desk: { surfaces: () => probes.map(({ surface }) => `${target}/${surface}`), accepts: async () => false, take },
    changes: { acknowledge: async () => undefined, mute: async () => {}, endMute: async () => false },
    ...options,
  })
}

const WATCHED = TEAM_PLAN.workflows.flatMap(({ uses }) =>
  uses.flatMap((need) => (typeof need === 'string' ? [need] : need.anyOf)),
)

async function take(): Promise<boolean> {
  return false
}

function ready(now: number) {
  return {
    surfaces: { 'openai/cli': { state: 'operational' as const } },
    proofs: teamProofs(now),
    files: { 'guides/proposals.md': { exists: true, reviewedAt: now - 20 * DAY } },
  }
}
