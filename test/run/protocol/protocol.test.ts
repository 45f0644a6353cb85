import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProxySettings, Secret, type Target } from '../../../src/core/index.ts'
import { type FromRunner, readFromRunner } from '../../../src/run/protocol/protocol.ts'
import { decodeProxy, decodeTargets, encodeProxy, encodeTargets } from '../../../src/run/protocol/wire-targets.ts'

const REPORT = { preparedMs: 1, durationMs: 2, outcome: 'passed', steps: [], artifacts: [] } as const
const MESSAGES: readonly FromRunner[] = [
  { kind: 'loading', file: 'a.probe.ts' },
  { kind: 'loaded', probes: [], problems: [] },
  { kind: 'beat', rss: 1_000 },
  { kind: 'begun', id: 1 },
  { kind: 'step', id: 1, name: 'open' },
  { kind: 'report', id: 1, report: REPORT },
  { kind: 'child', pid: 7, alive: true },
  { kind: 'browser', name: 'Chromium' },
  { kind: 'note', event: 'session', text: 'a warning' },
]

describe('a message of a runner', () => {
  it.each(MESSAGES.map((message) => [message.kind, message] as const))('%s is read as it is', (_kind, message) => {
    expect(readFromRunner(message)).toEqual(message)
  })

  it('is refused where a field is missing or of another type', () => {
    const wrong = fc.constantFrom<unknown>(undefined, null, Symbol('x'), () => {})
    fc.assert(
      fc.property(fc.constantFrom(...MESSAGES), fc.nat(), wrong, (message, place, value) => {
        const fields = Object.keys(message)
        const field = fields[place % fields.length] as string
        expect(readFromRunner({ ...message, [field]: value })).toBeUndefined()
      }),
    )
  })

  it.each(Object.keys(REPORT))('with a report without %s is refused', (field) => {
    expect(readFromRunner({ kind: 'report', id: 1, report: { ...REPORT, [field]: undefined } })).toBeUndefined()
  })

  it('of probe code that sends anything at all never throws', () => {
    const kinds = fc.oneof(fc.constantFrom(...MESSAGES.map(({ kind }) => kind), 'toString', '__proto__'), fc.string())
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ kind: kinds, id: fc.anything(), report: fc.anything() })),
        (data) => {
          const message = readFromRunner(data)
          expect(message === undefined || MESSAGES.some(({ kind }) => kind === message.kind)).toBe(true)
        },
      ),
    )
  })
})

describe('targets on their way to the runner', () => {
  const target: Target = {
    ...{ name: 'app', title: 'App', urls: { home: 'https://app.example/' } },
    secrets: { TOKEN: new Secret('TOKEN', 'tell "no one"\n') },
    api: { url: 'https://api.example', key: new Secret('KEY', 'sk-1'), model: 'm', prompt: 'p', answer: 'a' } as never,
  }

  it('come out as they went in, with every secret in them named', () => {
    const { targets, secrets } = decodeTargets(encodeTargets([target]))
    expect(targets[0]).toMatchObject({ name: 'app', urls: target.urls })
    expect(targets[0]?.secrets?.TOKEN?.reveal()).toBe('tell "no one"\n')
    expect(secrets.map(({ name }) => name).sort()).toEqual(['KEY', 'TOKEN'])
  })

  it('keep any secret whole', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const { secrets } = decodeTargets(encodeTargets([{ ...target, secrets: { X: new Secret(name, value) } }]))
        expect(secrets.map((secret) => secret.reveal())).toContain(value)
      }),
    )
  })

  it('take the proxy with them', () => {
    const settings: ProxySettings = { http: new Secret('HTTP_PROXY', 'http://u:p@proxy:3128'), noProxy: ['localhost'] }
    const decoded = decodeProxy(encodeProxy(settings))
    expect(decoded.http?.reveal()).toBe('http://u:p@proxy:3128')
    expect(decoded.noProxy).toEqual(['localhost'])
  })
})
