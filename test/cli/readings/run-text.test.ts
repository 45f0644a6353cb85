import { describe, expect, it } from 'vitest'
import { runText } from '../../../src/cli/readings/run-text.ts'
import type { StepRequest, StepResult } from '../../../src/core/index.ts'
import { failureOf, NOW, run } from '../../report/kit.ts'
import { requestOf } from '../../support/requests.ts'

const PLAIN = (_style: string, text: string) => text
const step = (name: string, from: number, durationMs: number, more: Partial<StepResult> = {}): StepResult => ({
  ...{ name, outcome: 'passed', startedAt: NOW + from, durationMs, statuses: { '200': 1 }, measures: {} },
  ...more,
})
const stream: StepRequest = requestOf('app.example/api/chat', {
  ...{ method: 'POST', offsetMs: 50, durationMs: 10_050, failure: 'unfinished' },
})

describe('a run on the terminal', () => {
  it('is one line and a row for each step where it passed, without its requests', () => {
    const steps = [step('open', 0, 200, { requests: [requestOf('app.example/')], measures: { ttft_ms: 12.34 } })]
    const lines = runText(run('login', NOW, { steps }), PLAIN).split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('✓ passed  sandbox/login  500 ms')
    expect(lines[1]).toMatch(/✓ {2}open {2}200 ms {2}200×1 {2}ttft_ms 12\.3/)
  })

  it('names the request that failed under the failure, before its detail', () => {
    const failure = failureOf('server_error', 'HTTP 500', { step: 'submit', httpStatus: 500, detail: 'request id r-1' })
    const requests = [requestOf('app.example/logo'), requestOf('app.example/api/sessions', { status: 500 })]
    const steps = [step('open', 0, 200), step('submit', 200, 90, { outcome: 'failed', failure, requests })]
    const text = runText(run('login', NOW, { outcome: 'failed', failure, steps }), PLAIN)
    expect(text.split('\n').slice(-3)).toEqual([
      "  HTTP 500 at 'submit'  class server_error, blame provider",
      '    GET app.example/api/sessions: 500, 40 ms',
      '    request id r-1',
    ])
  })

  it('names the stream that an earlier step sent, where the step that reads it failed', () => {
    const failure = failureOf('stalled', 'the answer stalled', { step: 'read the reply' })
    const steps = [
      step('send a prompt', 0, 100, { requests: [stream] }),
      step('read the reply', 100, 10_000, { outcome: 'failed', failure, statuses: {} }),
    ]
    const text = runText(run('chat', NOW, { outcome: 'failed', failure, steps }), PLAIN)
    expect(text).toContain("\n    sent at 'send a prompt': POST app.example/api/chat: 200, still open at the end, 10 s")
  })

  it('names no request of a run that failed without one', () => {
    const failure = failureOf('spawn', 'the client did not start', { step: 'ask' })
    const steps = [step('ask', 0, 5, { outcome: 'error', failure, statuses: {} })]
    expect(runText(run('cli', NOW, { outcome: 'error', failure, steps }), PLAIN).split('\n')).toHaveLength(3)
  })
})
