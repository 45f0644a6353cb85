import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventStreamReader, type SseBlock } from '../../../../src/run/drivers/http/event-stream.ts'

const readAll = (text: string) => createEventStreamReader()(text)

function readInPieces(text: string, cuts: readonly number[]): readonly SseBlock[] {
  const read = createEventStreamReader()
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].flatMap((from, index) => read(text.slice(from, places[index] ?? text.length)))
}

/** A stream as a whole, read as WHATWG's "Interpreting an event stream" says, line by line. */
function model(text: string): readonly SseBlock[] {
  const blocks: SseBlock[] = []
  let event = ''
  let data: string[] = []
  // What follows the last line end is no line yet.
  for (const line of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .slice(0, -1)) {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (line === '' && data.length > 0) blocks.push({ event: event || 'message', data: data.join('\n') })
    if (line === '') [event, data] = ['', []]
    else if (field === 'event') event = value
    else if (field === 'data') data.push(value)
  }
  return blocks
}

const STREAM = fc
  .array(
    fc.constantFrom(
      ...['data', 'event', 'id', 'retry', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', 'x', 'ä', '\ufeff', '{}'],
    ),
  )
  .map((parts) => parts.join(''))

describe('an event stream', () => {
  it('is read as the standard says, whatever is in it', () => {
    fc.assert(
      fc.property(STREAM, (text) => {
        expect(readAll(text)).toEqual(model(text))
      }),
    )
  })

  it('gives the same events wherever its bytes are cut', () => {
    fc.assert(
      fc.property(STREAM, fc.array(fc.nat(), { maxLength: 10 }), (text, cuts) => {
        expect(readInPieces(text, cuts)).toEqual(readAll(text))
      }),
    )
  })

  it('gives every event with data its name and its lines', () => {
    const line = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ''))
    const events = fc.array(fc.record({ event: line, lines: fc.array(line, { minLength: 1, maxLength: 3 }) }))
    fc.assert(
      fc.property(events, fc.constantFrom('\n', '\r\n', '\r'), (sent, newline) => {
        const text = sent
          .map(({ event, lines }) => [`event: ${event}`, ...lines.map((data) => `data: ${data}`), '', ''].join(newline))
          .join('')
        expect(readAll(text)).toEqual(
          sent.map(({ event, lines }) => ({ event: event || 'message', data: lines.join('\n') })),
        )
      }),
    )
  })

  it('gives an event as soon as it is complete, and never one that is not', () => {
    const read = createEventStreamReader()
    expect(read('data: one\n')).toEqual([])
    expect(read('\n')).toEqual([{ event: 'message', data: 'one' }])
    expect(read('data: two')).toEqual([])
  })

  it('reads a line of a million characters that comes in a hundred thousand pieces', () => {
    const read = createEventStreamReader()
    read('data: ')
    for (let piece = 0; piece < 100_000; piece += 1) read('0123456789')
    expect(read('\n\n')[0]?.data).toHaveLength(1_000_000)
  }, 10_000)
})
