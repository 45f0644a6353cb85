import type { FaultChange, Verdict } from '../../drill/index.ts'

/** What a drill reports while it is played; times are epoch ms of its clock. */
export type DrillEvent =
  | { readonly kind: 'phase'; readonly phase: 'start' | 'steady' | 'faults' | 'restore'; readonly text: string }
  | { readonly kind: 'change'; readonly at: number; readonly changes: readonly FaultChange[] }
  | { readonly kind: 'post'; readonly at: number; readonly status: string; readonly text: string }
  | {
      readonly kind: 'slot'
      readonly at: number
      readonly runs: number
      readonly failed: readonly { readonly surface: string; readonly why: string }[]
    }
  | { readonly kind: 'alert'; readonly at: number; readonly headline: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** A quiet stretch was left out. */
  | { readonly kind: 'skip'; readonly from: number; readonly to: number }
