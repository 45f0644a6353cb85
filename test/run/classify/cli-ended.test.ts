import { describe, expect, it } from 'vitest'
import { type CommandFacts, diagnosePreflight } from '../../../src/run/classify/cli.ts'
import { CODEX, DELTA, failureOf, lines, overdue, RESULT, START } from './cli-kit.ts'

describe('a client that has not ended', () => {
  it('has a stalled reply only where the reply had begun and had no end', () => {
    expect(overdue('claude-code', { stdout: lines(START, DELTA) })).toBe(
      'stalled: the reply began and did not end within 25 s',
    )
    expect(overdue('claude-code', { stdout: lines(START) })).toBe('timeout: no first token within 25 s')
    expect(overdue('gemini-cli', { stderr: lines({ error: { code: 503, message: 'again' } }) })).toBe(
      'timeout: no answer within 25 s',
    )
  })

  it('has failed as its result says, though it does not end', () => {
    const failed = { ...RESULT, is_error: true, api_error_status: 529, result: 'API Error: 529' }
    expect(overdue('claude-code', { stdout: lines(failed) })).toBe('overloaded: HTTP 529')
    expect(overdue('gemini-cli', { stdout: lines({ response: 'po', error: { type: 'INVALID_STREAM' } }) })).toBe(
      'truncated: the stream was cut off',
    )
  })

  it('stalls where it is a plain command, whose output has no end of its own', () => {
    expect(overdue(undefined, { stdout: 'po' })).toBe('stalled: the reply began and did not end within 25 s')
  })
})

describe('a client that a signal ended', () => {
  const killed = (end: Partial<CommandFacts>) => failureOf('claude-code', { exitCode: undefined, ...end })

  it('is trouble of this machine where it got SIGKILL and Doorwatch did not send it', () => {
    expect(killed({ killedBy: 'SIGKILL' })).toMatchObject({ class: 'spawn', blame: 'ours' })
    expect(killed({ killedBy: 'SIGKILL', wasStopped: true })?.blame).toBeUndefined()
    expect(killed({ killedBy: 'SIGTERM' })?.blame).toBeUndefined()
  })

  it('has the same cause in its pre-flight', () => {
    const end = { stdout: '', stderr: '', exitCode: undefined, killedBy: 'SIGKILL' }
    expect(diagnosePreflight(end)).toMatchObject({ class: 'spawn', blame: 'ours' })
    expect(diagnosePreflight({ ...end, wasStopped: true })).toMatchObject({
      message: 'the client does not run (killed by SIGKILL)',
    })
  })

  it('failed as it printed where it printed a failure before the signal', () => {
    const stdout = lines({ ...RESULT, is_error: true, api_error_status: 529, result: 'API Error: 529 Overloaded' })
    expect(killed({ killedBy: 'SIGKILL', stdout })?.class).toBe('overloaded')
  })
})

describe('a client that ends with exit code 0 and no result', () => {
  it('was cut off where the reply had begun', () => {
    expect(failureOf('claude-code', { stdout: lines(START, DELTA) })?.class).toBe('truncated')
    expect(failureOf('codex', { stdout: lines(...CODEX.slice(0, 2)) })?.class).toBe('truncated')
  })

  it('has changed where its last object has no reply where replies are', () => {
    expect(failureOf('claude-code', { stdout: lines({ type: 'result', is_error: false, text: 'pong' }) })?.class).toBe(
      'drift',
    )
    expect(failureOf('gemini-cli', { stdout: lines({ session_id: 's', text: 'pong' }) })?.class).toBe('drift')
    const items = [
      { type: 'item.completed', item: { type: 'assistant_text', text: 'pong' } },
      { type: 'turn.completed' },
    ]
    expect(failureOf('codex', { stdout: lines(...items) })?.class).toBe('drift')
    expect(failureOf('codex', { stdout: lines({ type: 'turn.failed' }) })?.class).toBe('drift')
  })
})
