import type { Config } from '../../config/index.ts'
import type { IncidentRecord, OutageHistory } from '../../core/index.ts'
import {
  costJson,
  costWords,
  type OutageCost,
  priceOutage,
  readOutages,
  readOwnOutages,
  unknownWords,
} from '../../costs/index.ts'

/** What open incidents cost until `now` (epoch ms), and what our own keys, quotas and credits stop. */
export async function readOpenCosts(
  store: OutageHistory,
  { plan }: Pick<Config, 'plan'>,
  incidents: readonly IncidentRecord[],
  now: number,
): Promise<readonly OutageCost[]> {
  const outages = await readOutages(store, incidents, now)
  const ownOutages = (await readOwnOutages(store, plan, { from: now, to: now })).filter(({ to }) => to === undefined)
  return [...outages, ...ownOutages].map((outage) => priceOutage(outage))
}

/** "claude-20260302-113700 has cost £3,600 (without a plan £9,000, saved £5,400) so far" */
export function costText(cost: OutageCost): string {
  const { subject, ours, target, open } = cost
  const name = ours ? `What our own key or quota stops at ${target}` : `Incident ${subject}`
  const unknown = unknownWords(cost)
  return `${name} ${open ? 'has cost' : 'cost'} ${costWords(cost)}${open ? ' so far' : ''}${unknown === undefined ? '' : `; ${unknown}`}.\n`
}

/** Work that our own keys, quotas and credits stop, as `status --json` prints it. */
export function ownCostJson(cost: OutageCost) {
  const { subject, target } = cost
  return { notice: subject.slice(0, subject.lastIndexOf('@')), target, cost: costJson(cost) }
}
