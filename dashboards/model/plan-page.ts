import type { CostView } from './costs.ts'
import type { AfterwardsView } from './now.ts'

/** The page of the continuity plan. */
export interface PlanPageModel {
  readonly at: number
  readonly workflows: readonly PlanWorkflow[]
  /** One row for each surface, each provider and everything down. */
  readonly scenarios: readonly PlanScenario[]
  /** 'claude 100 %, openai 20 %' */
  readonly providers: string
  /** The most work hours first. `place`: file and line of the configuration to change. */
  readonly fixes: readonly {
    readonly text: string
    readonly todo: string
    readonly gain?: string
    readonly place?: string
  }[]
  readonly people: number
  /** Person-hours a week. */
  readonly weekHours: number
  /** The cost of open outages so far. */
  readonly costs: readonly CostView[]
  /** Open items after outages. */
  readonly afterwards: readonly AfterwardsView[]
}

export interface PlanWorkflow {
  readonly name: string
  readonly people: number
  /** '£2,250' */
  readonly hour: string
  readonly uses: string
  readonly protection: 'proven' | 'promised' | 'stop' | 'none'
  readonly fallback: string
  /** 'back within 15 min (RTO)' */
  readonly objectives: string
  readonly owner?: string
  /** Why its fallback is not proven. */
  readonly shortfalls: readonly string[]
}

export interface PlanScenario {
  /** `claude/cli`, `claude`, or `everything`. */
  readonly down: string
  /** One for each workflow, in their order. */
  readonly cells: readonly PlanCell[]
  /** Shares of work hours, 0 to 1: goes on, promised, lost. */
  readonly proven: number
  readonly promised: number
  readonly lost: number
  /** '£900 of £2,250' */
  readonly hour: string
  /** 'missed: proposals'; empty without an RTO. */
  readonly rto: string
}

export interface PlanCell {
  readonly action: 'goes on' | 'switches' | 'by hand' | 'stops' | 'unprotected'
  /** The fallback has no fresh proof. */
  readonly promised: boolean
  /** Why it is unprotected. */
  readonly why?: string
}
