import { describe, expect, it } from 'vitest'
import { readGemini } from '../../../src/run/classify/cli-gemini.ts'
import type { CliReading } from '../../../src/run/classify/cli-reading.ts'

const failure = ({ failure }: CliReading) => failure && `${failure.class}: ${failure.message}`

describe('a failure of Gemini CLI', () => {
  const stderrOf = (error: object, before = '') => `${before}\n${JSON.stringify({ session_id: 's', error }, null, 2)}\n`
  const read = (error: object, exitCode: number | undefined = 1, before = '') =>
    readGemini({ stdout: '', stderr: stderrOf(error, before), exitCode })

  it.each([
    [400, 144],
    [401, 145],
    [403, 147],
    [404, 148],
    [429, 173],
    [500, 244],
    [503, 247],
    [504, 248],
    [529, 17],
  ])('with status %i ends with exit code %i', (status, exitCode) => {
    expect(read({ type: 'Error', message: 'x', code: exitCode }, exitCode).status).toBe(status)
  })

  it('has the status in its error before that of the exit code', () => {
    expect(read({ type: 'Error', message: 'x', code: 503 }, 145).status).toBe(503)
  })

  it('has the status printed before it where neither code says one', () => {
    expect(read({ type: 'Error', message: 'x', code: 1 }, 1, '  status: 404,').status).toBe(404)
    expect(read({ type: 'Error', message: 'x', code: 1 }, 1, '  status: 418,').status).toBeUndefined()
  })

  it('with exit code 41 is not signed in', () => {
    expect(failure(read({ type: 'Error', message: 'Please set an Auth method', code: 41 }, 41))).toBe(
      'credentials: the client is not signed in',
    )
  })

  it('with an empty response is a wrong answer', () => {
    expect(failure(read({ type: 'Error', message: 'Model stream ended with empty response text.' }))).toBe(
      'wrong_answer: the reply is empty',
    )
  })

  it('with a broken stream is truncated, with half a reply and without', () => {
    const error = { type: 'INVALID_STREAM', message: 'x' }
    expect(failure(read(error))).toBe('truncated: the stream ended without a reply')
    const half = readGemini({ stdout: JSON.stringify({ response: 'po', error }), stderr: '', exitCode: 0 })
    expect(failure(half)).toBe('truncated: the stream was cut off')
    expect(half.answer).toBeUndefined()
  })

  it('on standard error is not final while the client may still retry', () => {
    const reading = readGemini({ stdout: '', stderr: stderrOf({ code: 503, message: 'x' }), exitCode: undefined })
    expect(reading).toMatchObject({ failure: undefined, complete: false })
  })

  it('sums tokens and requests over all models, and counts thoughts as output', () => {
    const model = (prompt: number, candidates: number, thoughts: number) => ({
      api: { totalRequests: 1 },
      tokens: { prompt, candidates, thoughts },
    })
    const stdout = JSON.stringify({ response: 'pong', stats: { models: { a: model(10, 2, 3), b: model(20, 4, 0) } } })
    expect(readGemini({ stdout, stderr: '', exitCode: 0 }).measures).toEqual({
      tokens: 6,
      input_tokens: 30,
      output_tokens: 9,
      requests: 2,
    })
  })
})
