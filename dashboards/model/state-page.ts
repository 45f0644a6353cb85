import type { State } from '../../src/core/index.ts'

/** The public page: states and times only. */
export interface StatePageModel {
  readonly page: { readonly name: string; readonly updated_at: string }
  readonly status: { readonly indicator: string; readonly description: string }
  readonly surfaces: readonly {
    readonly target: string
    readonly surface: string
    readonly state: State
    /** Epoch ms. */
    readonly since: number
  }[]
  /** Newest first. */
  readonly incidents: readonly {
    readonly id: string
    readonly name: string
    readonly started_at: string
    readonly resolved_at: string | null
    readonly incident_updates: readonly { readonly display_at: string; readonly body: string }[]
  }[]
}
