import { describe, expect, it } from 'vitest'
import api from '../../../probes/api.probe.ts'
import apiMethods from '../../../probes/api-methods.probe.ts'
import cli from '../../../probes/cli.probe.ts'
import type { CliProfile, RunResult } from '../../../src/core/index.ts'
import { spendOf } from '../../../src/core/index.ts'
import { readCli } from '../../../src/run/classify/cli.ts'
import { countUsage, countUsageIn } from '../../../src/run/drivers/http/usage.ts'
import type { RunReport } from '../../../src/run/protocol/protocol.ts'
import { createRecorder } from '../../../src/run/record/recorder.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { runHere, targetOf } from '../kit.ts'

function spent({ outcome, steps }: RunReport) {
  const { requests, inputTokens, outputTokens } = spendOf({ outcome, steps } as unknown as RunResult)
  return { requests, inputTokens, outputTokens }
}

describe('what a probe spent on the sandbox', () => {
  const running = useSandbox()

  it('is what the service counted, streamed or in one piece; counting tokens and listing models cost none', async () => {
    const streamed = spent(await runHere(api, targetOf(running)))
    expect(streamed).toEqual({ requests: 1, inputTokens: expect.any(Number), outputTokens: 2 })
    expect(streamed.inputTokens).toBeGreaterThan(2)
    expect(spent(await runHere(apiMethods, targetOf(running)))).toEqual({ ...streamed, requests: 3 })
  })

  it('is on record even where the stream breaks off', async () => {
    await running.control.break('api', 'truncated')
    const { inputTokens, outputTokens } = spent(await runHere(api, targetOf(running)))
    expect(inputTokens).toBeGreaterThan(2)
    expect(outputTokens).toBeGreaterThan(0)
  })

  it('is what a client says it used', async () => {
    const report = spent(await runHere(cli, targetOf(running)))
    expect(report).toEqual({ requests: 1, inputTokens: expect.any(Number), outputTokens: 2 })
  })
})

describe('the count of tokens', () => {
  function count(...answers: readonly (readonly unknown[])[]) {
    const step = createRecorder(() => 0).open('ask')
    for (const events of answers) {
      const take = countUsage(step)
      for (const event of events) take(event)
    }
    return [step.measures.get('input_tokens'), step.measures.get('output_tokens')]
  }

  it('takes the last word of a stream, cached input included, and adds up the answers of a step', () => {
    const start = { message: { usage: { input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 1 } } }
    expect(count([start, { usage: { output_tokens: 9 } }, { usage: { output_tokens: 12 } }])).toEqual([105, 12])
    expect(count([start], [start, { usage: { output_tokens: 12 } }])).toEqual([210, 13])
  })

  it.each([
    ['chat completions', { usage: { prompt_tokens: 8, completion_tokens: 3 } }],
    ['responses', { type: 'response.completed', response: { usage: { input_tokens: 8, output_tokens: 3 } } }],
    ['Gemini', { usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 2, thoughtsTokenCount: 1 } }],
  ])('understands %s', (_, answer) => {
    expect(count([answer])).toEqual([8, 3])
  })

  it.each([
    [null],
    ['usage'],
    [{ usage: null }],
    [{ usage: [1] }],
    [{ usage: { input_tokens: '8', output_tokens: -1 } }],
    [{ usage: { output_tokens: 1e300 } }],
    [{ input_tokens: 14 }],
  ])('makes nothing of %j', (answer) => {
    expect(count([answer])).toEqual([undefined, undefined])
  })

  it('passes over a text that only looks like JSON', () => {
    const step = createRecorder(() => 0).open('ask')
    countUsageIn('{"usage": {"output_tok', step)
    expect([...step.measures]).toEqual([])
  })
})

describe('what a client says it spent', () => {
  const measures = (profile: CliProfile, ...printed: readonly object[]) =>
    readCli(profile, { stdout: printed.map((line) => JSON.stringify(line)).join('\n'), stderr: '', exitCode: 0 })
      .measures

  it('is read of Claude Code with its turns and its retries, and of its opening where it was killed', () => {
    const usage = {
      input_tokens: 3,
      cache_creation_input_tokens: 9_000,
      cache_read_input_tokens: 500,
      output_tokens: 7,
    }
    const retry = { type: 'system', subtype: 'api_retry' }
    const result = { type: 'result', is_error: false, result: 'pong', num_turns: 2, usage }
    expect(measures('claude-code', retry, result)).toMatchObject({
      ...{ input_tokens: 9_503, output_tokens: 7, requests: 3 },
    })
    const opening = { type: 'stream_event', event: { type: 'message_start', message: { usage } } }
    expect(measures('claude-code', opening)).toEqual({ input_tokens: 9_503, output_tokens: 7 })
  })

  it('is read of Codex and of Gemini CLI, its thoughts included', () => {
    const done = { type: 'turn.completed', usage: { input_tokens: 50, cached_input_tokens: 40, output_tokens: 4 } }
    expect(measures('codex', done)).toEqual({ tokens: 4, input_tokens: 50, output_tokens: 4 })
    const model = { api: { totalRequests: 2 }, tokens: { prompt: 60, candidates: 2, thoughts: 30, cached: 50 } }
    expect(measures('gemini-cli', { response: 'pong', stats: { models: { a: model, b: model } } })).toEqual({
      ...{ tokens: 4, input_tokens: 120, output_tokens: 64, requests: 4 },
    })
  })
})
