/** A cell of the route matrix: a fault through a route. */
export interface MatrixPageCell {
  readonly fault: string
  readonly route: string
  readonly verdict: 'green' | 'error' | 'lost' | 'waits' | 'not exercised'
  readonly servedBy?: string
  readonly tookMs: number
  /** What happened, in words. */
  readonly text: string
  /** The setting to change. */
  readonly todo?: string
}

/** The result of a failover test, for its page. */
export interface MatrixPage {
  /** Epoch ms. */
  readonly at: number
  readonly tookMs: number
  readonly through: string
  readonly upstream: string
  readonly patienceMs: number
  readonly outcome: 'green' | 'failed' | 'unknown'
  readonly routes: readonly {
    readonly name: string
    readonly client?: string
    readonly notTried?: string
    readonly reference: boolean
  }[]
  readonly faults: readonly { readonly name: string; readonly summary: string }[]
  readonly cells: readonly MatrixPageCell[]
  readonly modelB?: { readonly surface?: string; readonly model?: string; readonly sandbox: boolean }
  readonly failbackMs?: number
  readonly proofs: readonly { readonly through: string; readonly green: boolean }[]
  /** Why no proof is stored. */
  readonly notStored?: string
}
