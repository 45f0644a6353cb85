import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { type Clock, DAY, defined, MINUTE, REPORTED_TROUBLES, SECOND } from '../core/index.ts'
import { createFailureLimit } from './failure-limit.ts'
import type { ReportDesk } from './report-desk.ts'

/** Path to which hooks send their reports. */
export const REPORTS_PATH = '/api/v1/reports'

const BODY_LIMIT = 1024
/** Most reports of one token a minute: enough for a team in an outage. */
const PER_MINUTE = 120

/** The only fields that are read; their formats leave no room for names, paths or texts. */
const REPORT = z.strictObject({
  error: z.enum(REPORTED_TROUBLES).catch('unknown'),
  version: z
    .string()
    .regex(/^\d[\w.+-]{0,29}$/)
    .optional(),
  /** Epoch ms; earlier than now where the hook could not reach the server. */
  at: z.number().int().optional(),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  surface: z
    .string()
    .regex(/^[\w.-]{1,60}\/[\w.-]{1,60}$/)
    .optional(),
})

/** `POST`: accepts a report from a hook, with a token that permits nothing else. */
export function reportRoutes({ desk, clock }: { readonly desk: ReportDesk; readonly clock: Clock }): Hono {
  const failures = createFailureLimit(clock)
  const limits = createRateLimit(clock, PER_MINUTE)
  const routes = new Hono()
  const tooLarge = (c: Context) => refuse(c, 413, 'too_large', 'A report has at most 1,024 bytes.')
  routes.post('/', bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }), async (c) => {
    const hash = hashOf(c)
    // The token is checked first, so that a hook is never refused because of the wrong tokens of others.
    if (hash === undefined || !(await desk.accepts(hash))) {
      if (failures.exceeded()) return slowDown(c)
      failures.add()
      return refuse(c, 401, 'token', 'The token is unknown or revoked. Make one: doorwatch reports token.')
    }
    if (!limits.allows(hash)) return slowDown(c)
    const report = REPORT.safeParse(await c.req.json().catch(() => undefined))
    if (!report.success) {
      return refuse(
        c,
        400,
        'report',
        `Send JSON with error, id, and if known version, at and surface: ${wrongField(report)}.`,
      )
    }
    const { error: trouble, id: reporter, version, surface, at } = report.data
    const now = clock.now()
    const taken = await desk.take({
      ...{ trouble, reporter, via: 'hook', at: Math.max(now - DAY, Math.min(at ?? now, now)) },
      ...defined({ client: version, surface }),
    })
    if (!taken) return refuse(c, 400, 'surface', `Surfaces: ${desk.surfaces().join(', ')}.`)
    return c.json({ taken: true }, 202)
  })
  return routes
}

/** The field that is wrong, never its value. */
function wrongField({ error }: { readonly error: z.ZodError }): string {
  const issue = error.issues[0]
  if (issue?.code === 'unrecognized_keys') return 'there is an unknown field'
  return `${issue?.path.join('.') || 'the body'} is not valid`
}

function hashOf(c: Context): string | undefined {
  const [, token] = /^Bearer +(\S{1,200})\s*$/i.exec(c.req.header('authorization') ?? '') ?? []
  return token === undefined ? undefined : createHash('sha256').update(token).digest('hex')
}

function slowDown(c: Context) {
  c.header('Retry-After', String(MINUTE / SECOND))
  return refuse(c, 429, 'rate_limit', 'Too many reports. Wait a minute.')
}

function refuse(c: Context, status: 400 | 401 | 413 | 429, code: string, message: string) {
  return c.json({ error: { code, message } }, status)
}

/** Limits calls per key in fixed windows of a minute. */
export function createRateLimit(clock: Clock, perMinute: number): { allows(key: string): boolean } {
  let window = { from: clock.now(), counts: new Map<string, number>() }
  return {
    allows(key) {
      if (Math.abs(clock.now() - window.from) >= MINUTE) window = { from: clock.now(), counts: new Map() }
      const count = (window.counts.get(key) ?? 0) + 1
      window.counts.set(key, count)
      return count <= perMinute
    },
  }
}
