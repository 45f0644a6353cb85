import type { Reply } from '../judging/cell.ts'
import type { RouteName } from '../judging/matrix.ts'

/** A way to the model. */
export interface Route {
  readonly name: RouteName
  /** Name and version of the client. */
  readonly client: string
  /** How many requests at once this machine bears. */
  readonly parallel: number
  /** Asks, and resolves with what the caller got. @param signal ends the request: the patience is over */
  ask(prompt: string, signal: AbortSignal): Promise<Reply>
}

/** The protocol of a gateway. */
export const APIS = ['messages', 'chat-completions'] as const
export type Api = (typeof APIS)[number]

/** How the routes enter a gateway. */
export interface Entry {
  /** Its base address, without /v1. */
  readonly url: string
  readonly api: Api
  readonly key: string
  readonly model: string
}

/** Tokens that an answer may have: the golden one takes about 25. */
export const MAX_TOKENS = 100
