/**
 * A stretch in which a surface (or, without one, the whole target; without both, everything) is judged, but nobody is
 * told. Half-open `[from, to)`, epoch ms.
 */
export interface QuietWindow {
  readonly kind: 'maintenance' | 'mute'
  readonly target?: string
  readonly surface?: string
  readonly from: number
  readonly to: number
  readonly reason?: string
}

/** A quiet window that was asked for while the worker ran. */
export interface StoredQuietWindow extends QuietWindow {
  readonly id: number
}
