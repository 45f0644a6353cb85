import type { AlertKind, ChannelKind, ShownMessage } from '../../src/core/index.ts'

/** How far a message got. `refused`: its service refuses alerts for good; `partly`: some recipients refused it. */
export type MessageStage =
  | 'sent'
  | 'accepted'
  | 'visible'
  | 'acknowledged'
  | 'partly'
  | 'sending'
  | 'waiting'
  | 'refused'
  | 'dead'

/** The sent and waiting messages of the channels. Times epoch ms, texts cleaned and bounded, not escaped. */
export interface AlertsPageModel {
  readonly at: number
  /** Channels in trouble first: refused, then waiting, then the others by name. */
  readonly channels: readonly ChannelView[]
  /** Newest first; one page of them. */
  readonly messages: readonly MessageView[]
  readonly filter: AlertFilter
  /** From 1. */
  readonly page: number
  /** Whether older messages follow. */
  readonly isMore: boolean
}

export interface AlertFilter {
  readonly channel?: string
  /** Name of an incident or key of a notice. */
  readonly incident?: string
}

export interface ChannelView {
  readonly name: string
  /** Absent where the configuration has no such channel. */
  readonly kind?: ChannelKind
  /** When its service accepted a message last. */
  readonly lastSentAt?: number
  readonly waiting?: ChannelWaiting
  /** The alerts that the route holds back until a time. */
  readonly held?: { readonly count: number; readonly until: number }
}

/** The alerts that wait for a channel. */
export interface ChannelWaiting {
  readonly count: number
  /** When the oldest of them was planned. */
  readonly since: number
  /** The service refuses alerts for good. */
  readonly refusal?: { readonly since: number; readonly reason: string; readonly retryAt: number }
  /** Of a channel that is not refused: the next attempt after one that failed. */
  readonly retry?: { readonly at: number; readonly reason: string }
}

export interface MessageView {
  /** Dedup key. */
  readonly key: string
  readonly channel: string
  readonly kind: AlertKind
  /** Names of incidents and keys of notices it is about. */
  readonly streams: readonly string[]
  /** How many alerts it contains. */
  readonly alerts: number
  readonly stage: MessageStage
  /** When its newest alert was planned. */
  readonly at: number
  /** When it reached its stage, epoch ms; absent where no attempt succeeded. */
  readonly reachedAt?: number
  readonly attempts: number
  /** The last attempt, epoch ms. */
  readonly triedAt?: number
  readonly error?: string
  readonly shown: ShownMessage
  /** Those of its incidents that are acknowledged. */
  readonly acknowledged: readonly AcknowledgedIncident[]
}

export interface AcknowledgedIncident {
  readonly incident: string
  readonly by: string
  readonly at: number
}
