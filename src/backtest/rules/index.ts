// Paging rules of other monitors, for backtests and the detection benchmark. Takes checks and ticks; gives pages, clears
// and requests for a retry. Pure. Each rule has the defaults its monitor ships with, by public source and documentation
// of August 2026.
import { checkly } from './checkly.ts'
import { blackbox, cloudprober, datadog, gatus, uptimeKuma } from './consecutive.ts'
import { elastic, openstatus, upptime } from './retrying.ts'
import { type PagingRule, pagingRule } from './rule.ts'
import { sitespeed } from './sitespeed.ts'
import { aiwatch, llmstatus } from './specialised.ts'
import { betterStack, healthchecks, healthchecksFail } from './waiting.ts'
import { burnRate, grafana, grafanaLegacy } from './window.ts'

export { type Check, ORDINARY_MS, type PagingRule, type RuleSetup, type RunningRule } from './rule.ts'

/** General monitors first, then the two that watch AI services. */
export const PAGING_RULES: readonly PagingRule[] = [
  pagingRule(gatus),
  pagingRule(uptimeKuma),
  pagingRule(checkly),
  pagingRule(datadog),
  pagingRule(grafana),
  pagingRule(grafanaLegacy),
  pagingRule(elastic),
  pagingRule(openstatus),
  pagingRule(cloudprober),
  pagingRule(upptime),
  pagingRule(blackbox),
  pagingRule(burnRate),
  pagingRule(healthchecks),
  pagingRule(healthchecksFail),
  pagingRule(betterStack),
  pagingRule(sitespeed),
  pagingRule(llmstatus),
  pagingRule(aiwatch),
]
