import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/core/index.ts'
import { type Probe, expect as probeExpect } from '../../../src/probe/index.ts'
import { diagnoseValue } from '../../../src/run/classify/value.ts'
import type { Driver } from '../../../src/run/drivers/driver.ts'
import type { RunReport } from '../../../src/run/protocol/protocol.ts'
import { createRecorder } from '../../../src/run/record/recorder.ts'
import { type OpenRequest, openRequest } from '../../../src/run/record/requests.ts'
import { execute } from '../../../src/run/runner/execute.ts'
import { createScrubber, type Scrubber } from '../../../src/run/secrets/scrub.ts'

type Body = (args: {
  step: <T>(name: string, body: () => Promise<T> | T, options?: object) => Promise<T>
  measure: (name: string, value: number) => void
  signal: AbortSignal
}) => Promise<void>

interface Options {
  readonly timeoutMs?: number
  readonly stepTimeoutMs?: number
  readonly interrupt?: AbortSignal
  readonly deadPage?: Promise<never>
  readonly blame?: (failure: Failure) => Failure
  /** Sent in the first step. */
  readonly sent?: OpenRequest
  readonly atEnd?: (scrubber: Scrubber) => void
}

/** Runs a body with a driver that diagnoses by the thrown error alone, and records what is asked of it. */
async function run(body: Body, options: Options = {}): Promise<RunReport & { readonly calls: readonly string[] }> {
  const { timeoutMs = 5_000, stepTimeoutMs = 2_000, interrupt = new AbortController().signal } = options
  const calls: string[] = []
  const scrubber = createScrubber()
  scrubber.add('PASSWORD', 'violet-harbour-71')
  const driver: Driver = {
    args: {},
    begin(step) {
      calls.push(`begin ${step.name}`)
      if (options.sent && calls.length === 1) step.requests.push(options.sent)
      return options.deadPage
    },
    settle: (step) => void calls.push(`settle ${step.name}`),
    diagnose: async (_step, thrown) => diagnoseValue(thrown),
    async end(failed) {
      calls.push(failed ? 'end failed' : 'end passed')
      options.atEnd?.(scrubber)
      return []
    },
    abort: () => void calls.push('abort'),
  }
  const report = await execute({
    probe: { kind: 'api', options: {}, body } as unknown as Probe,
    order: { id: 1, file: 'here', probe: 'here', target: 'here', timeoutMs, stepTimeoutMs },
    recorder: createRecorder(() => performance.now()),
    driver,
    target: {},
    preparedMs: 7,
    interrupt,
    blame: async (failure) => options.blame?.(failure) ?? failure,
    scrubber,
  })
  return { ...report, calls }
}

const never = () => new Promise<never>(() => {})
const outcomes = ({ steps }: RunReport) => steps.map(({ name, outcome }) => `${name}: ${outcome}`)

describe('a run', () => {
  it('reports the requests as they were before the driver ended, without the secrets that it learned then', async () => {
    const sent = openRequest('https://app.example/in/late-cookie-9e8d7c6b5a/x?y=1', 'GET', performance.now())
    const { steps } = await run(async ({ step }) => void (await step('open', () => probeExpect(1).toBe(1))), {
      sent,
      atEnd(scrubber) {
        Object.assign(sent, { endedAt: performance.now(), net: 'ERR_ABORTED' })
        scrubber.add('cookie sid', 'late-cookie-9e8d7c6b5a')
      },
    })
    expect(steps).toMatchObject([
      { requests: [{ address: 'app.example/in/[secret cookie sid]/x', failure: 'unfinished' }] },
    ])
  })

  it('passes where every step does, and its driver ends it', async () => {
    const report = await run(async ({ step, measure }) => {
      await step('ask', () => measure('ttft_ms', 312))
      await step('read', () => probeExpect(1).toBe(1))
    })
    expect(report).toMatchObject({ outcome: 'passed', preparedMs: 7 })
    expect(outcomes(report)).toEqual(['ask: passed', 'read: passed'])
    expect(report.steps[0]?.measures).toEqual({ ttft_ms: 312 })
    expect(report.calls).toEqual(['begin ask', 'settle ask', 'begin read', 'settle read', 'end passed'])
  })

  it('fails by its first failed step, whose error the body may even swallow', async () => {
    const report = await run(async ({ step }) => {
      await step('first', () => probeExpect(1).toBe(2)).catch(() => {})
      await step('second', () => probeExpect(1).toBe(1))
    })
    expect(report).toMatchObject({ outcome: 'failed', failure: { class: 'wrong_answer', step: 'first' } })
    expect(outcomes(report)).toEqual(['first: failed', 'second: passed'])
    expect(report.calls.at(-1)).toBe('end failed')
  })

  it('gives an outer step the failure of the step inside it', async () => {
    const report = await run(async ({ step }) => {
      await step('outer', () => step('inner', () => probeExpect(1).toBe(2)))
    })
    expect(report.steps.map(({ failure }) => failure?.step)).toEqual(['inner', 'inner'])
  })

  it('asks whose fault a failure is, and takes that answer', async () => {
    const report = await run(async ({ step }) => step('ask', () => probeExpect(1).toBe(2)), {
      blame: (failure) => ({ ...failure, blame: 'network' }),
    })
    expect(report).toMatchObject({ outcome: 'error', failure: { blame: 'network' } })
  })

  it('names no secret in a step, a message or a detail', async () => {
    const report = await run(async ({ step }) =>
      step('type violet-harbour-71', () => {
        throw new Error('cannot type violet-harbour-71')
      }),
    )
    expect(report.failure?.message).toContain('[secret PASSWORD]')
    expect(JSON.stringify(report)).not.toContain('violet-harbour-71')
  })
})

describe('a step that takes too long', () => {
  it('fails at its limit, or at its own one where it has one', async () => {
    const report = await run(async ({ step }) => step('ask', never), { stepTimeoutMs: 50 })
    expect(report.failure).toMatchObject({ class: 'timeout', step: 'ask', message: 'not done within 50 ms' })
    const withOwnTimeout = await run(async ({ step }) => step('ask', never, { timeout: '80ms' }))
    expect(withOwnTimeout.failure?.message).toBe('not done within 80 ms')
  })

  it('fails at the end of the run where that comes first, with time left to diagnose it', async () => {
    const report = await run(async ({ step }) => step('ask', never), { timeoutMs: 300, stepTimeoutMs: 60_000 })
    expect(report.failure).toMatchObject({ class: 'timeout', step: 'ask' })
    expect(Number(/(\d+) ms/.exec(report.failure?.message ?? '')?.[1])).toBeLessThanOrEqual(210)
  })

  it('fails as soon as its page is dead', async () => {
    const deadPage = Promise.reject(new Error('HTTP 503'))
    deadPage.catch(() => {})
    const report = await run(async ({ step }) => step('open', never), { deadPage, stepTimeoutMs: 60_000 })
    expect(report.failure).toMatchObject({ step: 'open', message: 'the probe threw: HTTP 503' })
  })

  it('fails where it passed after the limit of the client that people use', async () => {
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 60))
    const report = await run(async ({ step }) => step('ask', slow, { clientLimit: '20ms' }))
    expect(report.failure).toMatchObject({ class: 'timeout', step: 'ask' })
    expect(report.failure?.message).toMatch(/^done after \d+ ms, and the client gives up after 20 ms$/)
  })
})

describe('a run that measured nothing', () => {
  it.each<readonly [string, Body, string]>([
    ['without a step', async () => void probeExpect(1).toBe(1), 'without a step or without an expectation'],
    ['without an expectation', async ({ step }) => step('look', () => {}), 'without a step or without an expectation'],
    [
      'that ended before its step',
      async ({ step }) => {
        probeExpect(1).toBe(1)
        // Its late rejection would fail the test process; the process of a runner ignores it.
        step('look', never).catch(() => {})
      },
      'the run ended before this step: await it',
    ],
  ])('%s is an error of the probe', async (_what, body, message) => {
    const report = await run(body)
    expect(report).toMatchObject({ outcome: 'error', failure: { class: 'probe_error', blame: 'probe' } })
    expect(report.failure?.message).toContain(message)
  })
})

describe('a run that does not end', () => {
  it('ends at its deadline, in the step that was under way', async () => {
    const report = await run(
      async ({ step }) => {
        for (;;) await step('try', never).catch(() => {})
      },
      { timeoutMs: 400, stepTimeoutMs: 60_000 },
    )
    expect(report).toMatchObject({ outcome: 'failed', failure: { class: 'timeout', step: 'try' } })
  })

  it('ends at once where the supervisor interrupts it, and what its body waits for is aborted', async () => {
    const interrupt = new AbortController()
    setTimeout(() => interrupt.abort(), 20)
    const report = await run(async ({ step }) => step('ask', never), { interrupt: interrupt.signal })
    expect(report).toMatchObject({ outcome: 'error', failure: { class: 'interrupted', blame: 'ours' } })
    expect(report.calls).toContain('abort')
    expect(outcomes(report)).toEqual(['ask: skipped'])
  })

  it('aborts the signal of its body when it is over', async () => {
    let signal: AbortSignal | undefined
    await run(async (args) => {
      signal = args.signal
      await args.step('look', () => probeExpect(1).toBe(1))
    })
    expect(signal?.aborted).toBe(true)
  })
})
