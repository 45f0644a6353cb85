/** Who is affected, and what that has cost so far. */
export interface AlertImpact {
  /** "25 people in code review, 8 in proposals" */
  readonly affected: string
  /** One entry per currency: currencies are never added. */
  readonly cost?: readonly Cost[]
}

export interface Cost {
  readonly amount: number
  /** ISO 4217: "GBP". */
  readonly currency: string
  /** What it would have cost without a plan. Absent where that is the same. */
  readonly withoutPlan?: number
  /** What fallbacks without proof are to save, part of `amount`. Absent where none is. */
  readonly promised?: number
}

/** An alert without amounts of money, for readers who are not to see them; who is affected stays. */
export function withoutCost<Shown extends { readonly impact?: AlertImpact; readonly parts?: readonly Shown[] }>(
  alert: Shown,
): Shown {
  const { impact, parts } = alert
  return {
    ...alert,
    ...(impact ? { impact: { affected: impact.affected } } : {}),
    ...(parts ? { parts: parts.map((part) => withoutCost(part)) } : {}),
  }
}
