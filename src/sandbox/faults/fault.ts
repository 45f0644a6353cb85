import type { Effect } from './effect.ts'
import type { SandboxSurface } from './surfaces.ts'

/** A way to break a surface. */
export interface Fault {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  readonly effect: Effect
  /** Which routes of the surface it hits when no route is named; `action` when absent. */
  readonly hits?: 'action' | 'page' | 'all'
  /** Routes it hits when none is named; overrides `hits`. */
  readonly routes?: readonly string[]
  /** Only these surfaces can have it; all when absent. */
  readonly surfaces?: readonly SandboxSurface[]
  /** Skips requests whose answer is not a stream. */
  readonly streamOnly?: true
}
