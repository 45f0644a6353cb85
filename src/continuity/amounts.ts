/** Amounts of one currency. */
export interface Amounts {
  /** ISO 4217: `GBP`. Amounts of different currencies are never added. */
  readonly currency: string
  /** The cost under the fallback that is proven. */
  readonly cost: number
  /** The cost without any plan. */
  readonly withoutPlan: number
  /** What proven fallbacks save: `withoutPlan - cost`. */
  readonly saved: number
  /** What fallbacks without proof are to save; part of `cost`. */
  readonly promised: number
  /** What is lost until proven switches are in place. A line of its own: not part of `cost`. */
  readonly switching: number
}

/** The sums by currency. */
export function totalsOf(costs: readonly Amounts[]): readonly Amounts[] {
  return [...new Set(costs.map(({ currency }) => currency))].map((currency) => {
    const of = costs.filter((one) => one.currency === currency)
    const sum = (key: Exclude<keyof Amounts, 'currency'>) => of.reduce((total, one) => total + one[key], 0)
    return {
      currency,
      cost: sum('cost'),
      withoutPlan: sum('withoutPlan'),
      saved: sum('saved'),
      promised: sum('promised'),
      switching: sum('switching'),
    }
  })
}
