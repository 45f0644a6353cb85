import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defined, OUTCOMES, type RunResult, type StepResult } from '../../../src/core/index.ts'
import { traceRequest } from '../../../src/export/traces/otlp.ts'
import { failureOf, run } from '../../report/kit.ts'
import { anyRequest, requestOf } from '../../support/requests.ts'
import { NOW } from '../kit.ts'

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
  readonly status?: { readonly code: number; readonly message: string }
}

function request(runs: readonly RunResult[], dashboardUrl?: string) {
  const built = traceRequest(runs, { version: '0.1.0', ...defined({ dashboardUrl }) })
  // What travels is JSON.
  const [resource] = JSON.parse(JSON.stringify(built)).resourceSpans
  return { resource, spans: resource.scopeSpans[0].spans as readonly Span[] }
}

const spansOf = (...runs: readonly RunResult[]) => request(runs).spans
const attributes = (span: Span | undefined) =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]))

const STEP: StepResult = {
  ...{
    name: 'submit credentials',
    outcome: 'failed',
    startedAt: NOW + 500,
    durationMs: 320.25,
    statuses: { '200': 2, '500': 1 },
  },
  ...{
    measures: { ttft_ms: 310.5, tokens: 18 },
    failure: failureOf('server_error', 'HTTP 500', { httpStatus: 500, requestId: 'req_1' }),
  },
}
const FAILED = run('login', NOW, { outcome: 'failed', durationMs: 900, steps: [STEP], ...failed(STEP) })

function failed({ failure }: StepResult) {
  return failure ? { failure } : {}
}

describe('a run as a trace', () => {
  it('is a span of the run with one below it for each step', () => {
    const [root, step, ...more] = spansOf(FAILED)
    expect(more).toEqual([])
    expect(root).toMatchObject({ name: 'sandbox/login', kind: 1 })
    expect(root?.parentSpanId).toBeUndefined()
    expect(step).toMatchObject({ name: 'submit credentials', parentSpanId: root?.spanId, traceId: root?.traceId })
  })

  it('has times in nanoseconds as decimal text, true to a microsecond', () => {
    const [root, step] = spansOf(FAILED)
    expect(root?.startTimeUnixNano).toBe(`${NOW + 10}000000`)
    expect(root?.endTimeUnixNano).toBe(`${NOW + 910}000000`)
    expect(step?.endTimeUnixNano).toBe(`${NOW + 820}250000`)
  })

  it('names what failed by the conventions, and the rest by names of its own', () => {
    const [root, step] = spansOf(FAILED)
    expect(attributes(root)).toMatchObject({
      ...{ 'doorwatch.target': 'sandbox', 'doorwatch.surface': 'login', 'doorwatch.probe': 'login' },
      ...{ 'doorwatch.location': 'office', 'doorwatch.trigger': 'schedule', 'doorwatch.outcome': 'failed' },
      ...{ 'doorwatch.lag_ms': '10', 'error.type': 'server_error', 'http.response.status_code': '500' },
      ...{ 'doorwatch.failure.blame': 'provider', 'doorwatch.failure.request_id': 'req_1' },
    })
    expect(attributes(step)).toMatchObject({
      ...{ 'doorwatch.responses.200': '2', 'doorwatch.responses.500': '1' },
      ...{ 'doorwatch.measure.ttft_ms': 310.5, 'doorwatch.measure.tokens': '18' },
    })
    expect(root?.status).toEqual({ code: 2, message: 'HTTP 500' })
    expect(step?.status).toEqual({ code: 2, message: 'HTTP 500' })
  })

  it('has no status where it went well, also where it was slow', () => {
    for (const outcome of ['passed', 'slow'] as const) {
      expect(spansOf(run('login', NOW, { outcome })).map(({ status }) => status)).toEqual([undefined])
    }
    expect(spansOf(run('login', NOW, { outcome: 'error' }))[0]?.status).toEqual({ code: 2, message: 'error' })
  })

  it('names the page of the run where people reach the dashboard', () => {
    const { spans } = request([run('a b', NOW)], 'https://doorwatch.example.org/')
    expect(attributes(spans[0])['doorwatch.run.url']).toBe(
      `https://doorwatch.example.org/runs/sandbox/a%20b/${NOW}-schedule`,
    )
    expect(attributes(spansOf(FAILED)[0])).not.toHaveProperty('doorwatch.run.url')
  })

  it('comes from the service doorwatch, with its version', () => {
    const { resource } = request([FAILED])
    expect(attributes(resource.resource)).toEqual({ 'service.name': 'doorwatch', 'service.version': '0.1.0' })
    expect(resource.scopeSpans[0].scope).toEqual({ name: 'doorwatch', version: '0.1.0' })
  })
})

describe('the requests of a step as spans', () => {
  const requests = [
    requestOf('api.example.com:8443/v1/chats/:id', { method: 'POST', offsetMs: 20, durationMs: 250, bytes: 512 }),
    requestOf('api.example.com/v1/models', { status: 529 }),
    { method: 'GET', address: 'an invalid address', offsetMs: 0, durationMs: 3, failure: 'ENOTFOUND' },
  ]
  const spansWith = (step: Partial<StepResult>) =>
    spansOf(run('login', NOW, { steps: [{ ...STEP, ...step }] })).slice(1)

  it('are below their step, named as the conventions name clients of HTTP', () => {
    const [step, chat, models] = spansWith({ requests })
    expect(chat).toMatchObject({ name: 'POST /v1/chats/:id', kind: 3, parentSpanId: step?.spanId })
    expect([chat?.startTimeUnixNano, chat?.endTimeUnixNano]).toEqual([`${NOW + 520}000000`, `${NOW + 770}000000`])
    expect(attributes(chat)).toEqual({
      ...{ 'http.request.method': 'POST', 'server.address': 'api.example.com', 'server.port': '8443' },
      ...{ 'url.template': '/v1/chats/:id', 'http.response.status_code': '200', 'http.response.body.size': '512' },
      'doorwatch.request.type': 'fetch',
    })
    expect(attributes(models)).not.toHaveProperty('server.port')
  })

  it('have an error where they failed, and none where the page gave them up', () => {
    const cancelled = { ...requestOf('a.example/beacon'), failure: 'ERR_ABORTED' }
    const [, , models, odd, beacon] = spansWith({ requests: [...requests, cancelled] })
    expect([models, odd, beacon].map((span) => attributes(span)['error.type'])).toEqual(['529', 'ENOTFOUND', undefined])
    expect(models?.status).toEqual({ code: 2, message: '529' })
    expect([odd?.name, attributes(odd)['url.template'], beacon?.status]).toEqual(['GET', undefined, undefined])
  })

  it('are at most twenty, failed ones first, and their step counts the others', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      requestOf(`a.example/${index}`, index === 9 ? { status: 500 } : {}),
    )
    const [step, ...spans] = spansWith({ requests: many, requestsLeftOut: 7 })
    expect([spans.length, attributes(step)['doorwatch.requests.left_out']]).toEqual([20, '37'])
    expect(spans.some(({ name }) => name === 'GET /9')).toBe(true)
    expect(attributes(spansWith({ requests })[0])).not.toHaveProperty('doorwatch.requests.left_out')
  })
})

describe('any runs as traces', () => {
  const number = fc.double({ min: 0, max: 1e6, noNaN: true })
  const step = fc.record({
    name: fc.string(),
    outcome: fc.constantFrom(...OUTCOMES),
    startedAt: number.map((ms) => NOW + ms),
    durationMs: number,
    statuses: fc.dictionary(fc.constantFrom('200', '404', '500'), fc.nat()),
    measures: fc.dictionary(fc.string(), number),
    requests: fc.array(anyRequest, { maxLength: 3 }),
  })
  const anyRun = fc
    .record({ surface: fc.string(), at: fc.nat(1e9), steps: fc.array(step, { maxLength: 4 }), lasted: number })
    .map(({ surface, at, steps, lasted }) => run(surface, NOW + at, { steps, durationMs: lasted }))
  const anyRuns = fc.uniqueArray(anyRun, {
    maxLength: 6,
    selector: ({ surface, scheduledAt }) => `${surface} ${scheduledAt}`,
  })

  it('have ids in hexadecimal, one trace a run, and no id twice', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const spans = spansOf(...runs)
        for (const { traceId, spanId } of spans) {
          expect(traceId).toMatch(/^[0-9a-f]{32}$/)
          expect(spanId).toMatch(/^[0-9a-f]{16}$/)
        }
        expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(runs.length)
        expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
        expect(spans.length).toBe(
          runs.reduce(
            (sum, { steps }) => sum + 1 + steps.length + steps.flatMap(({ requests = [] }) => requests).length,
            0,
          ),
        )
      }),
    )
  })

  it('are the same each time they are sent', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        expect(spansOf(...runs)).toEqual(spansOf(...structuredClone(runs)))
      }),
    )
  })

  it('end no span before it begins, and encode every value by its type', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        for (const { startTimeUnixNano, endTimeUnixNano, attributes } of spansOf(...runs)) {
          expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true)
          for (const { key, value } of attributes) {
            expect(key).toMatch(
              /^(?:doorwatch\.|error\.type$|server\.(?:address|port)$|url\.template$|http\.(?:request\.method|response\.(?:status_code|body\.size))$)/,
            )
            const [[type, content] = []] = Object.entries(value)
            if (type === 'intValue') expect(content).toMatch(/^-?\d+$/)
            else expect(typeof content).toBe(type === 'doubleValue' ? 'number' : 'string')
          }
        }
      }),
    )
  })
})
