import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventSplitter } from '../../src/fault-proxy/events.ts'

/** The events of a stream that arrives in these pieces, and the remainder at its end. */
function split(pieces: readonly Uint8Array[]): { readonly events: readonly string[]; readonly rest: string } {
  const splitter = new EventSplitter()
  return { events: pieces.flatMap((piece) => splitter.push(piece)), rest: splitter.rest() }
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the splitter of event streams', () => {
  it('gives whole events with the blank line that ends them', () => {
    const { events, rest } = split([bytes('event: a\ndata: 1\n\ndata: 2\n\ndata: op'), bytes('en')])
    expect(events).toEqual(['event: a\ndata: 1\n\n', 'data: 2\n\n'])
    expect(rest).toBe('data: open')
  })

  it('understands CRLF and CR as line ends', () => {
    expect(split([bytes('data: 1\r\n\r\ndata: 2\r\n\r\n')]).events).toEqual(['data: 1\r\n\r\n', 'data: 2\r\n\r\n'])
    expect(split([bytes('data: 1\r\rdata: 2\r\r'), bytes('data: 3')]).events).toEqual(['data: 1\r\r', 'data: 2\r\r'])
  })

  it('loses and adds nothing, however the bytes are cut', () => {
    const line = fc.stringMatching(/^data: [ -~äß€😀]{0,20}$/u)
    const stream = fc
      .array(line, { minLength: 1, maxLength: 8 })
      .map((lines) => lines.map((one) => `${one}\n\n`).join(''))
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 10 }), (text, cuts) => {
        const whole = bytes(text)
        const edges = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length]
        const pieces = edges.slice(1).map((to, index) => whole.slice(edges[index], to))
        const { events, rest } = split(pieces)
        expect(events.join('') + rest).toBe(text)
        expect(events).toEqual(split([whole]).events)
      }),
    )
  })
})
