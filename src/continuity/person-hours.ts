import type { Rate } from '../core/index.ts'
import type { Amounts } from './amounts.ts'

/** Sums of person-hours that become amounts of money. */
export class PersonHours {
  /** Lost without any fallback. */
  without = 0
  /** Of these, kept by a proven fallback. */
  kept = 0
  /** Of these, kept by one without proof. */
  promised = 0
  /** Lost until a proven switch is in place. */
  switching = 0
  /** May be lost: not measured. */
  unknown = 0

  /** Adds a share of other hours. */
  add(other: PersonHours, share: number): void {
    this.without += other.without * share
    this.kept += other.kept * share
    this.promised += other.promised * share
    this.switching += other.switching * share
    this.unknown += other.unknown * share
  }

  amounts({ amount, currency }: Rate): Amounts {
    return {
      currency,
      cost: (this.without - this.kept) * amount,
      withoutPlan: this.without * amount,
      saved: this.kept * amount,
      promised: this.promised * amount,
      switching: this.switching * amount,
    }
  }
}
