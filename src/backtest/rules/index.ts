// How other monitors decide to page, each with the defaults it ships with: pure rules over the same runs that our own
// judge sees, for backtests and the detection benchmark. Taken from their public source and documentation, August 2026.
import { checkly } from './checkly.ts'
import { blackbox, cloudprober, datadog, gatus, uptimeKuma } from './consecutive.ts'
import { elastic, openstatus, upptime } from './retrying.ts'
import { type Baseline, baselineOf } from './rule.ts'
import { sitespeed } from './sitespeed.ts'
import { aiwatch, llmstatus } from './specialised.ts'
import { betterStack, healthchecks, healthchecksFail } from './waiting.ts'
import { burnRate, grafana, grafanaLegacy } from './window.ts'

export { type Baseline, type Check, ORDINARY_MS, type RuleSetup, type RunningRule } from './rule.ts'

/** Every rule, the anchors first, then the two monitors of AI services. */
export const BASELINES: readonly Baseline[] = [
  baselineOf(gatus),
  baselineOf(uptimeKuma),
  baselineOf(checkly),
  baselineOf(datadog),
  baselineOf(grafana),
  baselineOf(grafanaLegacy),
  baselineOf(elastic),
  baselineOf(openstatus),
  baselineOf(cloudprober),
  baselineOf(upptime),
  baselineOf(blackbox),
  baselineOf(burnRate),
  baselineOf(healthchecks),
  baselineOf(healthchecksFail),
  baselineOf(betterStack),
  baselineOf(sitespeed),
  baselineOf(llmstatus),
  baselineOf(aiwatch),
]
