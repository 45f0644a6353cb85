import type { Reply } from '../judging/cell.ts'
import type { RouteName } from '../judging/matrix.ts'

/** A way to the model. */
export interface Route {
  readonly name: RouteName
  /** Name and version of the client. */
  readonly client: string
  /** Most concurrent requests. */
  readonly parallel: number
  /** Asks, and resolves with the caller's reply. @param signal ends the request when the patience is over */
  ask(prompt: string, signal: AbortSignal): Promise<Reply>
}

/** The protocol of a gateway. */
export type Api = 'messages' | 'chat-completions'

/** Address, protocol and key of a gateway. */
export interface Entry {
  /** Its base address, without /v1. */
  readonly url: string
  readonly api: Api
  readonly key: string
  readonly model: string
}

/** Most tokens of an answer; the golden one has about 25. */
export const MAX_TOKENS = 100
