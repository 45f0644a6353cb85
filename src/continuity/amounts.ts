/** Amounts of one currency. */
export interface Amounts {
  /** ISO 4217: `GBP`. Amounts of different currencies are never added. */
  readonly currency: string
  /** The cost under proven fallbacks. */
  readonly cost: number
  /** The cost without any plan. */
  readonly withoutPlan: number
  /** The saving by proven fallbacks: `withoutPlan - cost`. */
  readonly saved: number
  /** The saving that unproven fallbacks promise; part of `cost`. */
  readonly promised: number
  /** The loss until proven switches are in place. Not part of `cost`. */
  readonly switching: number
}

/** The sums by currency. */
export function totalsOf(costs: readonly Amounts[]): readonly Amounts[] {
  return [...new Set(costs.map(({ currency }) => currency))].map((currency) => {
    const ofCurrency = costs.filter((entry) => entry.currency === currency)
    const sum = (key: Exclude<keyof Amounts, 'currency'>) => ofCurrency.reduce((total, entry) => total + entry[key], 0)
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
