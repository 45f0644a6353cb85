/**
 * A period without alerts about one surface, about a whole target (no `surface`), or about everything (neither).
 * A mute changes nothing else. Maintenance is shown as the state and does not count for availability.
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

/** A quiet window that was added by a command while the worker runs. */
export interface StoredQuietWindow extends QuietWindow {
  readonly id: number
}

/** Whether a window covers a surface; a window of a target covers all its surfaces. */
export function coversSurface(window: QuietWindow, target: string, surface: string): boolean {
  return (
    (window.target === undefined || window.target === target) &&
    (window.surface === undefined || window.surface === surface)
  )
}

/** The window that covers a surface at a time (epoch ms); of several, the one that ends last. `kind` limits the search. */
export function quietWindowAt(
  windows: readonly QuietWindow[],
  query: {
    readonly target: string
    readonly surface: string
    readonly at: number
    readonly kind?: QuietWindow['kind']
  },
): QuietWindow | undefined {
  let latest: QuietWindow | undefined
  for (const window of windows) {
    if (window.from > query.at || query.at >= window.to) continue
    if (query.kind !== undefined && window.kind !== query.kind) continue
    if (!coversSurface(window, query.target, query.surface)) continue
    if (!latest || window.to > latest.to) latest = window
  }
  return latest
}
