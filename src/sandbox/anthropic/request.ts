import * as z from 'zod'
import type { ErrorAnswer } from '../faults/effect.ts'

const block = z.looseObject({ type: z.string(), text: z.string().optional() })
const content = z.union([z.string(), z.array(block)])

/** The fields of a Messages request that the sandbox reads. Other fields, betas included, are accepted and ignored. */
const askSchema = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content })).min(1),
})
const messageSchema = askSchema.extend({ max_tokens: z.number().int().min(1), stream: z.boolean().optional() })

type MessageRequest = z.infer<typeof messageSchema>
type AskRequest = z.infer<typeof askSchema>

/** Model families that are served; the response repeats the requested name. */
const SERVED = /^(lumen|claude)-/

/** Reads the body of `POST /v1/messages`. */
export function readMessageRequest(body: unknown): MessageRequest | ErrorAnswer {
  return read(messageSchema, body)
}

/** Reads the body of `POST /v1/messages/count_tokens`. */
export function readCountRequest(body: unknown): AskRequest | ErrorAnswer {
  return read(askSchema, body)
}

/** The text of the newest message of the user. */
export function promptOf(request: AskRequest): string {
  const newest = request.messages.findLast((message) => message.role === 'user') ?? request.messages.at(-1)
  return textOf(newest?.content ?? '')
}

/** The text of all messages, for counting. */
export function allTextOf(request: AskRequest): string {
  return request.messages.map((message) => textOf(message.content)).join('\n')
}

function read<T extends AskRequest>(schema: z.ZodType<T>, body: unknown): T | ErrorAnswer {
  const result = schema.safeParse(body)
  if (!result.success) {
    const issue = result.error.issues[0]
    const message = `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`
    return { status: 400, type: 'invalid_request_error', message }
  }
  if (SERVED.test(result.data.model)) return result.data
  return { status: 404, type: 'not_found_error', message: `model: ${result.data.model}` }
}

function textOf(value: z.infer<typeof content>): string {
  if (typeof value === 'string') return value
  return value.map((part) => part.text ?? '').join('\n')
}
