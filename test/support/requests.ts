import fc from 'fast-check'
import type { StepRequest, StepResult } from '../../src/core/index.ts'

/** A request of a page that was answered. */
export function requestOf(address: string, more: Partial<StepRequest> = {}): StepRequest {
  return { method: 'GET', address, offsetMs: 10, durationMs: 40, status: 200, type: 'fetch', ...more }
}

/** Any request as a run may report it. */
export const anyRequest: fc.Arbitrary<StepRequest> = fc
  .record(
    {
      method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
      address: fc.oneof(fc.constantFrom('a.example/x', 'b.example:8443/y/:id'), fc.string({ maxLength: 40 })),
      offsetMs: fc.nat(60_000),
      durationMs: fc.nat(60_000),
      status: fc.integer({ min: 100, max: 599 }),
      failure: fc.constantFrom('ERR_ABORTED', 'ERR_CONNECTION_RESET', 'ECONNREFUSED', 'stalled', 'unfinished'),
      type: fc.constantFrom('document', 'fetch', 'script'),
      bytes: fc.nat(9e6),
    },
    { requiredKeys: ['method', 'address', 'offsetMs', 'durationMs'] },
  )
  .map((request) => request as StepRequest)

/** What a page of the invented service loads in each step: method, address, type, and its part of the step's time. */
const LOADED: Readonly<Record<string, readonly (readonly [string, string, string, number, number])[]>> = {
  first: [
    ['GET', 'app.lumen.dev/', 'document', 0, 0.3],
    ['GET', 'app.lumen.dev/assets/app.:id.css', 'stylesheet', 0.32, 0.2],
    ['GET', 'app.lumen.dev/assets/app.:id.js', 'script', 0.32, 0.42],
    ['GET', 'fonts.lumen.dev/text.woff2', 'font', 0.55, 0.2],
    ['GET', 'app.lumen.dev/api/bootstrap', 'fetch', 0.76, 0.2],
  ],
  later: [
    ['POST', 'app.lumen.dev/api/sessions', 'fetch', 0.02, 0.6],
    ['GET', 'app.lumen.dev/api/organizations/:id/members', 'fetch', 0.64, 0.2],
    ['GET', 'app.lumen.dev/api/organizations/:id/chats', 'fetch', 0.65, 0.3],
  ],
}

/** Requests of a step of the invented service; of a failed one the first gets its status, and the later ones are not sent. */
export function requestsOf({ name, durationMs, failure }: StepResult): readonly StepRequest[] {
  const loaded = (name.startsWith('open') ? LOADED.first : LOADED.later) ?? []
  return loaded.slice(0, failure ? 1 : loaded.length).map(([method, address, type, from, part], index) => ({
    ...{ method, address, type, offsetMs: Math.round(from * durationMs), durationMs: Math.round(part * durationMs) },
    ...(failure && failure.httpStatus === undefined
      ? { failure: 'unfinished' }
      : { status: failure?.httpStatus ?? 200 }),
    bytes: (index + 1) * 4_321,
  }))
}
