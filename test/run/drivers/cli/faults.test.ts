import { describe, expect, it } from 'vitest'
import cli from '../../../../probes/cli.probe.ts'
import type { CliDoor } from '../../../../src/core/index.ts'
import { useSandbox } from '../../../sandbox/support.ts'
import { runHere, targetOf, verdictLine } from '../../kit.ts'

const running = useSandbox()
const PROMPT = 'send a prompt'
const ANSWER = 'check the answer'
/** The client gives up by itself before the probe does, as in the profile, only sooner. */
const HASTY = { API_TIMEOUT_MS: '700', CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '700' }

function withDoor(change: (door: CliDoor) => Partial<CliDoor>) {
  return targetOf(running, (target) =>
    target.cli ? { ...target, cli: { ...target.cli, ...change(target.cli) } } : target,
  )
}

const hasty = () => withDoor(({ env }) => ({ env: { ...env, ...HASTY } }))

/** Fault of the sandbox, what the probe must say of it through a client. */
const TABLE: readonly { readonly fault: string; readonly verdict: string; readonly status?: number }[] = [
  { fault: '500', verdict: `server_error/provider at '${PROMPT}': HTTP 500 (api_error)`, status: 500 },
  { fault: '503', verdict: `server_error/provider at '${PROMPT}': HTTP 503 (api_error)`, status: 503 },
  { fault: '529', verdict: `overloaded/provider at '${PROMPT}': HTTP 529 (overloaded_error)`, status: 529 },
  { fault: '401', verdict: `credentials/ours at '${PROMPT}': HTTP 401 (authentication_error)`, status: 401 },
  { fault: '403', verdict: `credentials/ours at '${PROMPT}': HTTP 403 (permission_error)`, status: 403 },
  { fault: '404', verdict: `bad_request/ours at '${PROMPT}': HTTP 404 (not_found_error)`, status: 404 },
  { fault: '413', verdict: `bad_request/ours at '${PROMPT}': HTTP 413 (request_too_large)`, status: 413 },
  { fault: '429', verdict: `quota/ours at '${PROMPT}': HTTP 429 (rate_limit_error)`, status: 429 },
  { fault: '504', verdict: `server_error/provider at '${PROMPT}': HTTP 504 (timeout_error)`, status: 504 },
  { fault: 'html', verdict: `server_error/provider at '${PROMPT}': HTTP 502`, status: 502 },
  { fault: 'maintenance', verdict: `server_error/provider at '${PROMPT}': HTTP 503`, status: 503 },
  { fault: 'maintenance-200', verdict: `edge/provider at '${PROMPT}': something else answered` },
  // The client does not say that the refusal was a page: ours, and so no outage either.
  { fault: 'challenge', verdict: `credentials/ours at '${PROMPT}': HTTP 403`, status: 403 },
  { fault: 'credit', verdict: `quota/ours at '${PROMPT}': the account has no credit` },
  { fault: 'hang', verdict: `timeout/provider at '${PROMPT}': the client got no answer in time` },
  {
    fault: 'headers-only',
    verdict: `timeout/provider at '${PROMPT}': no first token: the stream opened and stalled`,
  },
  { fault: 'stall', verdict: `stalled/provider at '${PROMPT}': the stream to the client stalled` },
  { fault: 'reset', verdict: `connect/provider at '${PROMPT}': the client could not connect, or lost its connection` },
  { fault: 'close', verdict: `connect/provider at '${PROMPT}': the client could not connect, or lost its connection` },
  { fault: 'truncated', verdict: `truncated/provider at '${PROMPT}': the stream was cut off` },
  { fault: 'cut', verdict: `truncated/provider at '${PROMPT}': the stream was cut off` },
  {
    fault: 'overloaded-first',
    verdict: `overloaded/provider at '${PROMPT}': HTTP 529 (overloaded_error)`,
    status: 529,
  },
  { fault: 'api-error-mid', verdict: `server_error/provider at '${PROMPT}': api_error inside the stream` },
  { fault: 'malformed', verdict: `edge/provider at '${PROMPT}': something else answered` },
  { fault: 'empty-200', verdict: `edge/provider at '${PROMPT}': something else answered` },
  { fault: 'html-200', verdict: `edge/provider at '${PROMPT}': something else answered` },
  { fault: 'redirect-loop', verdict: `edge/provider at '${PROMPT}': redirects without end` },
  { fault: 'max-tokens', verdict: `wrong_answer/provider at '${PROMPT}': the reply was cut at the token limit` },
  { fault: 'refusal', verdict: `wrong_answer/provider at '${PROMPT}': the model refused to answer` },
  {
    fault: 'empty-answer',
    verdict: `wrong_answer/provider at '${ANSWER}': the reply is empty`,
  },
  { fault: 'wrong-answer', verdict: `wrong_answer/provider at '${ANSWER}': the reply is without the answer "pong": ` },
  {
    fault: 'doubled-answer',
    verdict: `wrong_answer/provider at '${ANSWER}': the reply is without the answer "pong": `,
  },
  {
    fault: 'wrong-model',
    verdict: `wrong_answer/provider at '${ANSWER}': the model that answered: expected: "lumen-small-2"`,
  },
  // A stop reason is enough of an end for this client, as it is for Claude Code: the api probe sees it.
  { fault: 'no-end', verdict: 'passed' },
]

describe('the cli probe', () => {
  it('asks the client for its version and its sign-in, then the service, and notes time to first token and tokens', async () => {
    const report = await runHere(cli, targetOf(running))
    expect(verdictLine(report)).toBe('passed')
    expect(report.steps.map(({ name }) => name)).toEqual(['check the version', 'check the sign-in', PROMPT, ANSWER])
    expect(report.steps[2]?.measures).toMatchObject({ ttft_ms: expect.any(Number), tokens: 2 })
    expect(report.steps[2]?.measures).not.toHaveProperty('retries')
  })

  it.each(TABLE)('says of $fault: $verdict', async ({ fault, verdict, status }) => {
    await running.control.break('cli', fault)
    const report = await runHere(cli, hasty())
    expect(verdictLine(report).slice(0, verdict.length)).toBe(verdict)
    expect(report.failure?.httpStatus).toBe(status)
  })

  it('says by its events what a killed client was waiting for', async () => {
    const calm = () =>
      withDoor(({ env }) => ({ env: { ...env, API_TIMEOUT_MS: '60000', CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '60000' } }))
    // The steps before this one end by themselves, and take longer on a busy machine.
    const limits = { stepMs: 4_000 }
    const expected = { hang: 'timeout', 'ping-only': 'timeout', stall: 'stalled' }
    for (const [fault, kind] of Object.entries(expected)) {
      await running.control.break('cli', fault)
      const { failure } = await runHere(cli, calm(), limits)
      expect(failure, fault).toMatchObject({ class: kind, blame: 'provider', step: PROMPT })
      expect(failure?.detail).toMatch(/^killed after /)
    }
  })

  it('counts the retries that a client makes by itself, though its exit code shows none', async () => {
    await running.control.break('cli', '529', { times: 1 })
    const report = await runHere(
      cli,
      withDoor(({ env }) => ({ env: { ...env, CLAUDE_CODE_MAX_RETRIES: '2' } })),
    )
    expect(verdictLine(report)).toBe('passed')
    expect(report.steps[2]?.measures.retries).toBe(1)
  })

  it('does not hold a client that is not signed in against the service', async () => {
    const report = await runHere(
      cli,
      withDoor(({ env: { ANTHROPIC_API_KEY: _, ...env } }) => ({ env })),
    )
    expect(verdictLine(report)).toBe("credentials/ours at 'check the sign-in': the client is not signed in")
  })

  it('does not hold a client that is missing, or does not know its flags, against the service', async () => {
    const missing = await runHere(
      cli,
      withDoor(({ command }) => ({ command: ['/nowhere/client', ...command.slice(1)] })),
    )
    expect(verdictLine(missing)).toBe(
      "spawn/probe at 'check the version': /nowhere/client could not be started (ENOENT)",
    )
    expect(missing.outcome).toBe('error')
    const odd = await runHere(
      cli,
      withDoor(({ command }) => ({ command: [...command, '--no-such-flag'] })),
    )
    expect(verdictLine(odd)).toBe(`spawn/probe at '${PROMPT}': the command cannot run (exit code 1)`)
  })

  it('does not hold a client that hangs before it asks against the service', async () => {
    const stuck = withDoor(() => ({
      command: [process.execPath, '-p', '1'],
      versionArgs: ['-e', 'setInterval(() => {}, 1e3)'],
    }))
    const report = await runHere(cli, stuck, { runMs: 2_000 })
    expect(report.failure).toMatchObject({ class: 'spawn', blame: 'probe', step: 'check the version' })
  })
})
