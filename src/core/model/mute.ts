/**
 * A stretch in which nobody is alerted about a surface (or, without one, the whole target; without both, everything).
 * A mute changes nothing else. Maintenance is announced work: it is shown as such and does not count for availability.
 * Half-open `[from, to)`, epoch ms.
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

/** Whether a window is about a surface; one about a whole target covers its surfaces. */
export function coversSurface(window: QuietWindow, target: string, surface: string): boolean {
  return (
    (window.target === undefined || window.target === target) &&
    (window.surface === undefined || window.surface === surface)
  )
}

/** The window that a surface is in at a time (epoch ms), the one that ends last; of one kind where `kind` is given. */
export function quietWindowAt(
  windows: readonly QuietWindow[],
  asked: {
    readonly target: string
    readonly surface: string
    readonly at: number
    readonly kind?: QuietWindow['kind']
  },
): QuietWindow | undefined {
  let latest: QuietWindow | undefined
  for (const window of windows) {
    if (window.from > asked.at || asked.at >= window.to) continue
    if (asked.kind !== undefined && window.kind !== asked.kind) continue
    if (!coversSurface(window, asked.target, asked.surface)) continue
    if (!latest || window.to > latest.to) latest = window
  }
  return latest
}
