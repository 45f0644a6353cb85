import type { AlertAction } from './alert.ts'
import type { FailureClass } from './failure.ts'
import type { Question } from './run.ts'

/** Working hours that repeat every week, true across clock changes. */
export interface WorkingHours {
  /** As they were written: `Mo-Fr 09:00-18:00 Europe/London`. */
  readonly text: string
  /** Length of one week of them without a clock change, ms. */
  readonly weekMs: number
  /** How much of `[from, to)` (epoch ms) lies within them, ms. */
  openMsWithin(from: number, to: number): number
}

/** An amount of money an hour. */
export interface Rate {
  readonly amount: number
  /** ISO 4217: `GBP`. */
  readonly currency: string
}

/** What a workflow needs: one surface (`claude/cli`), or any of several. */
export type Need = string | { readonly anyOf: readonly string[] }

/** Work continues with model B. */
export interface SwitchFallback {
  readonly kind: 'switch'
  /** The surface of model B: `openai/cli`. */
  readonly through: string
  /** The share of the work that B can carry, above 0, at most 1. */
  readonly capacity: number
  /** A failover proof counts for this long, ms. */
  readonly proofMaxAgeMs: number
  /** A question that model B has to answer for the switch to be proven. */
  readonly provenBy?: GoldenPrompt
}

/** A prompt with a known answer, asked on a schedule. */
export interface GoldenPrompt extends Question {
  /** Longest time to the whole answer, ms. */
  readonly withinMs: number
}

/** Begins the names of the probes that ask golden prompts: `golden:code review`. */
export const GOLDEN_PREFIX = 'golden:'

/** What model B answered to the golden prompt of a workflow last. */
export interface GoldenAnswer {
  readonly workflow: string
  /** When it was asked, epoch ms. */
  readonly at: number
  /** Why it is not right; absent where it is. */
  readonly wrong?: string
  readonly tookMs: number
}

/** Work stops on purpose, because going on would do harm. */
interface StopFallback {
  readonly kind: 'stop'
  /** Whom or what the stop protects: `customers from wrong answers`. */
  readonly protects: string
  /** File with the notice to publish, relative to the configuration. */
  readonly notice?: string
}

/** Work continues by hand, by a written guide. */
interface ManualFallback {
  readonly kind: 'manual'
  /** File relative to the configuration. */
  readonly guide: string
  readonly guideMaxAgeMs: number
  /** The share of the work that is done by hand, above 0, at most 1. */
  readonly keeps: number
}

export type Fallback = SwitchFallback | StopFallback | ManualFallback

/** How slow a surface may be; the medians of its runs count. At least one of both. */
export interface SpeedLimit {
  /** Time to the first token, ms. */
  readonly ttftMs?: number
  readonly msPerToken?: number
}

/** Work of the team that needs surfaces of AI services. */
export interface Workflow {
  readonly name: string
  readonly people: number
  readonly rate: Rate
  readonly hours: WorkingHours
  /** All of them are needed. */
  readonly uses: readonly Need[]
  /**
   * The least state that interrupts it. `down`: while a surface is degraded it goes on in full. With a limit, all of its work
   * is lost while a surface is degraded and slower than that.
   */
  readonly hitBy: 'degraded' | 'down' | SpeedLimit
  /** Recovery time objective (RTO), ms. */
  readonly recoverWithinMs?: number
  /** Maximum tolerable period of disruption (MTPD), ms. */
  readonly toleratesMs?: number
  /** Who keeps its plan: a person or a team. */
  readonly owner?: string
  /** What to do after an outage. */
  readonly afterwards: readonly string[]
  /** Absent: the workflow is unprotected. */
  readonly fallback?: Fallback
}

/** A part that several surfaces share, so that its failure takes them all: a sign-in, gateway, key, cloud or network. */
export interface SharedPart {
  readonly name: string
  /** Surfaces (`claude/cli`) or whole targets (`claude`). */
  readonly by: readonly string[]
}

/** What a team does when surfaces fail. */
export interface ContinuityPlan {
  readonly workflows: readonly Workflow[]
  readonly shares: readonly SharedPart[]
}

/** The result of injecting one class of failure into one route of the team. */
export interface FailoverProof {
  readonly class: FailureClass
  /** How the team reaches the model: `direct`, `sdk`, `cli`, `gateway`. */
  readonly route: string
  /** The surface of model B that was to take over: `openai/cli`. */
  readonly through: string
  /** Epoch ms. */
  readonly at: number
  /** Whether the caller got a complete right answer from B. */
  readonly green: boolean
  /** Time until that answer, ms. */
  readonly tookMs?: number
  /** Name and version of the client. */
  readonly client?: string
}

/** What an outage means for the workflows of a plan, as an alert says it. */
export interface OutageAdvice {
  /** "25 people in code review, 8 in proposals" */
  readonly affected: string
  /** What the people of each affected workflow do now. */
  readonly actions: readonly AlertAction[]
  /** What they have to do once it is over. */
  readonly afterwards: readonly AlertAction[]
}
