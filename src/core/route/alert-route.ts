import type { Hours } from '../hours/hours.ts'
import type { AlertKind } from '../model/alert.ts'
import type { RoutedState } from '../model/words.ts'

/** Where alerts go that match all of its conditions; a condition that is absent matches every alert. */
export interface AlertRoute {
  /** The worst state of the alert's broken surfaces. Alerts about the monitor have none. */
  readonly on?: readonly RoutedState[]
  readonly kind?: readonly AlertKind[]
  /** Names of targets. */
  readonly target?: readonly string[]
  /** `login`, or `claude/login` for one target. */
  readonly surface?: readonly string[]
  /** Outside these hours an alert waits until they begin. */
  readonly hold?: { readonly outside: Hours }
  /** Names of channels. */
  readonly to: readonly string[]
  readonly ifNotAcked?: { readonly afterMs: number; readonly to: readonly string[] }
}
