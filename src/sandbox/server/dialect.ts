import type { Context } from 'hono'
import { defined, jsonObject } from '../../core/index.ts'
import type { ErrorAnswer } from '../faults/effect.ts'
import type { Env } from './deps.ts'

/** The protocol of a surface: reads its requests and writes its errors. */
export interface Dialect {
  /** Content type of a whole answer. */
  readonly contentType: string
  /** Never throws, whatever the body contains. */
  requestOf(c: Context<Env>): Promise<{ readonly stream: boolean; readonly model?: string }>
  error(c: Context<Env>, answer: ErrorAnswer): Response | Promise<Response>
}

/** `stream` and `model` of a JSON body, for both APIs. */
export async function requestOfJson(c: Context<Env>): Promise<{ stream: boolean; model?: string }> {
  if (c.req.method !== 'POST') return { stream: false }
  const body: unknown = await c.req.json().catch(() => undefined)
  const { stream, model } = jsonObject(body) ?? {}
  return { stream: stream === true, ...defined({ model: typeof model === 'string' ? model : undefined }) }
}
