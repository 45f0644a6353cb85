import { type Amounts, cutSpans, type Price, type PricedPlan, priceOf, type TroubleSpan } from '../continuity/index.ts'

/** The trouble of an outage, and other trouble at the same time. Plain data, stored as JSON with the plan. */
export interface OutageTrouble {
  /** The trouble of the outage itself, which is priced. */
  readonly own: readonly TroubleSpan[]
  /** Trouble of outages that began earlier, which is not priced again. */
  readonly earlier: readonly TroubleSpan[]
  /** Other trouble that may make a fallback unusable. */
  readonly others: readonly TroubleSpan[]
}

/** An incident, or an outage of our own key, quota or credit, with the plan and the trouble that price it. */
export interface PricedOutage {
  /** Name of the incident, or see `noticeSubject`. */
  readonly subject: string
  readonly target: string
  /** The cause is ours: a key, a quota or credit. */
  readonly ours: boolean
  /** Epoch ms. */
  readonly from: number
  /** Epoch ms; absent while it lasts. */
  readonly to?: number
  readonly alertedAt: number
  readonly plan: PricedPlan
  readonly trouble: OutageTrouble
  /** Its trouble is the stored one. */
  readonly settled?: true
}

/** The cost of an outage. */
export interface OutageCost extends Price {
  readonly subject: string
  readonly target: string
  readonly ours: boolean
  /** When its plan was stored, epoch ms. */
  readonly planAt: number
  /** Whether the outage lasts. */
  readonly open: boolean
}

/**
 * The price of an outage. Pure.
 * @param within only this part of it, epoch ms; the prices of parts add up to that of the whole
 */
export function priceOutage(
  outage: PricedOutage,
  within: { readonly from: number; readonly to: number } = ALL_TIME,
): OutageCost {
  const { subject, target, ours, plan, trouble, alertedAt, to } = outage
  const { own, earlier, others } = trouble
  const price = priceOf(plan, cutSpans(own, within), alertedAt, { earlier, others })
  return {
    ...{ subject, target, ours, planAt: plan.at, open: to === undefined },
    workflows: price.workflows.filter(isHit),
    totals: price.totals.filter(hasCost),
  }
}

const ALL_TIME = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function isHit({ withoutPlan, unknownHours }: Price['workflows'][number]): boolean {
  return withoutPlan > 0 || unknownHours > 0
}

function hasCost({ withoutPlan }: Amounts): boolean {
  return withoutPlan > 0
}
