import { type Amounts, cutSpans, type Price, type PricedPlan, priceOf, type TroubleSpan } from '../continuity/index.ts'

/** The trouble of an outage, and what was in trouble beside it. Plain data. */
export interface OutageTrouble {
  /** What is priced. */
  readonly own: readonly TroubleSpan[]
  /** What outages that began earlier take: not priced again. */
  readonly earlier: readonly TroubleSpan[]
  /** What else may take a fallback. */
  readonly others: readonly TroubleSpan[]
}

/** An incident, or work that a key, quota or credit of ours stops, with all that prices it. */
export interface PricedOutage {
  /** Name of the incident, or see `noticeSubject`. */
  readonly subject: string
  readonly target: string
  /** The cause is ours: a key, a quota or credit. */
  readonly ours: boolean
  /** Epoch ms. */
  readonly from: number
  /** Absent while it lasts. */
  readonly to?: number
  readonly alertedAt: number
  readonly plan: PricedPlan
  readonly trouble: OutageTrouble
  /** Its trouble is the stored one. */
  readonly settled?: true
}

/** What an outage costs. */
export interface OutageCost extends Price {
  readonly subject: string
  readonly target: string
  readonly ours: boolean
  /** When its plan was taken, epoch ms. */
  readonly planAt: number
  /** Whether it lasts. */
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
