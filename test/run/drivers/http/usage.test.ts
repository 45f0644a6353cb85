import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countUsage, countUsageIn } from '../../../../src/run/drivers/http/usage.ts'
import { createRecorder } from '../../../../src/run/record/recorder.ts'

const newStep = () => createRecorder(() => 0).open('ask')
const TOKENS = fc.nat({ max: 1_000_000 })

/** How the services name the two numbers. */
const SHAPES: Readonly<Record<string, (input: number, output: number) => object>> = {
  'Messages, one answer': (input, output) => ({ usage: { input_tokens: input, output_tokens: output } }),
  'Messages, opening of a stream': (input, output) => ({
    type: 'message_start',
    message: { usage: { input_tokens: input, output_tokens: output } },
  }),
  'chat completions': (input, output) => ({ usage: { prompt_tokens: input, completion_tokens: output } }),
  responses: (input, output) => ({ response: { usage: { input_tokens: input, output_tokens: output } } }),
  Gemini: (input, output) => ({ usageMetadata: { promptTokenCount: input, candidatesTokenCount: output } }),
}

describe('the tokens of an answer', () => {
  it.each(Object.entries(SHAPES))('are counted in the shape of %s', (_service, shape) => {
    fc.assert(
      fc.property(TOKENS, TOKENS, (input, output) => {
        const step = newStep()
        countUsage(step)(shape(input, output))
        expect(Object.fromEntries(step.measures)).toEqual({ input_tokens: input, output_tokens: output })
      }),
    )
  })

  it('are the last count of a stream, however often it counts, and those of several answers add up', () => {
    const counts = fc.array(fc.record({ output: TOKENS }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 4 }), (answers) => {
        const step = newStep()
        for (const events of answers) {
          const count = countUsage(step)
          for (const { output } of events) count({ usage: { output_tokens: output } })
        }
        const expected = answers.reduce((sum, events) => sum + (events.at(-1)?.output ?? 0), 0)
        expect(step.measures.get('output_tokens')).toBe(expected)
      }),
    )
  })

  it('hold cached input and thoughts as well', () => {
    const step = newStep()
    countUsage(step)({
      usage: { input_tokens: 5, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 3 },
    })
    countUsage(step)({ usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2, thoughtsTokenCount: 40 } })
    expect(Object.fromEntries(step.measures)).toEqual({ input_tokens: 122, output_tokens: 45 })
  })

  it('never become anything but a sum of counts, whatever a service sends', () => {
    const odd = fc.oneof(fc.constantFrom(-1, Number.NaN, 1e12, '5', null, true, [7], {}), TOKENS)
    const body = fc.record(
      { usage: fc.oneof(odd, fc.record({ input_tokens: odd, output_tokens: odd }, { requiredKeys: [] })) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(body, fc.anything())), (events) => {
        const step = newStep()
        const count = countUsage(step)
        for (const event of events) count(event)
        for (const value of step.measures.values()) {
          expect(Number.isFinite(value) && value >= 0 && value <= 1e9).toBe(true)
        }
      }),
    )
  })

  it('are left out where the text is not JSON, or no step is under way', () => {
    const step = newStep()
    countUsageIn('{"usage": {"output_tok', step)
    countUsageIn('no count here', step)
    countUsageIn('{"usage":{"output_tokens":3}}', undefined)
    expect(step.measures.size).toBe(0)
    countUsageIn('{"usage":{"output_tokens":3}}', step)
    expect(step.measures.get('output_tokens')).toBe(3)
  })
})
