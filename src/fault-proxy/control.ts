import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { defined } from '../core/index.ts'
import { proxyFaultNamed } from './faults.ts'
import { type FaultLeases, MAX_LEASE_MS } from './leases.ts'

const grantSchema = z.strictObject({
  fault: z.string().optional(),
  exchange: z.strictObject({ from: z.string().min(4).max(100), to: z.string().min(4).max(100) }).optional(),
  ms: z.number().int().min(1).max(MAX_LEASE_MS),
})

const BODY_LIMIT = 4 * 1024

/** The control endpoint of a proxy, on a separate port: grants, ends and reads leases. Requires the secret. */
export function handleControl(
  { leases, secret }: { readonly leases: FaultLeases; readonly secret: string },
  incoming: IncomingMessage,
  out: ServerResponse,
): void {
  answerControl(leases, secret, incoming).then(
    ({ status, body }) => {
      out.writeHead(status, { 'content-type': 'application/json' })
      out.end(JSON.stringify(body))
    },
    () => out.socket?.destroy(),
  )
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answerControl(leases: FaultLeases, secret: string, incoming: IncomingMessage): Promise<Answer> {
  if (!isAuthorised(incoming.headers.authorization, secret)) return problem(401, 'the control secret is wrong')
  const token = /^\/leases\/(dw-[0-9a-f]{16})$/.exec(incoming.url ?? '')?.[1]
  if (token === undefined) return problem(404, `no route ${incoming.method} ${incoming.url}`)
  const { method = '' } = incoming
  if (!METHODS.includes(method)) return problem(405, `${method} is not supported: use PUT, GET or DELETE`)
  if (method === 'PUT') {
    const grant = grantSchema.safeParse(await readJson(incoming))
    if (!grant.success) return problem(400, grant.error.issues.map(issueText).join('; '))
    const { fault: name, exchange, ms } = grant.data
    const fault = name === undefined ? undefined : proxyFaultNamed(name)
    if (name !== undefined && !fault) return problem(400, `there is no fault ${JSON.stringify(name)}`)
    leases.grant(token, defined({ fault, exchange }), ms)
  }
  if (method === 'DELETE') leases.end(token)
  return { status: 200, body: leases.sighting(token) }
}

const METHODS = ['PUT', 'GET', 'DELETE']

function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message
}

function problem(status: number, message: string): Answer {
  return { status, body: { error: { message } } }
}

function isAuthorised(header: string | undefined, secret: string): boolean {
  const [actual, expected] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${secret}`)]
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    text += piece.toString('utf8')
    if (text.length > BODY_LIMIT) return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
