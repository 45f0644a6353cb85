import { openSync } from 'node:fs'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openScreen } from '../../../src/cli/terminal/screen.ts'
import { type ReadableTerminal, readableTerminal } from '../../support/terminal.ts'
import { colour } from '../live-kit.ts'

/** A terminal as a program sees it, and as a person does. */
function pair(columns: number, rows: number): { stream: NodeJS.WriteStream; terminal: ReadableTerminal } {
  const terminal = readableTerminal(columns, rows)
  const stream = new Writable({
    write: (chunk: Buffer, _, done) =>
      void terminal.write(chunk.toString().replace(/(?<!\r)\n/g, '\r\n')).then(() => done()),
  })
  const size = { columns, rows, isTTY: true, fd: openSync('/dev/null', 'w') }
  return { stream: Object.assign(stream, size) as unknown as NodeJS.WriteStream, terminal }
}

const settled = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))

const cells = fc.string({ unit: fc.constantFrom('a', ' ', '門', '✗', 'é', '-'), maxLength: 60 })
const line = fc.oneof(
  cells,
  cells.map((text) => colour('red', text)),
)
const frames = fc.array(fc.array(line, { maxLength: 14 }), { minLength: 1, maxLength: 8 })

describe('the screen of the live view', () => {
  it('shows exactly the last lines, however many there were before', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (all) => {
        const { stream, terminal } = pair(30, 10)
        const { stream: fresh, terminal: expected } = pair(30, 10)
        const screen = openScreen(stream)
        for (const lines of all) screen.show(lines)
        const once = openScreen(fresh)
        once.show(all.at(-1) ?? [])
        await Promise.all([settled(stream), settled(fresh)])
        expect(terminal.screen()).toEqual(expected.screen())
        screen.close([])
        once.close([])
      }),
      { numRuns: 60 },
    )
  })

  it('never scrolls, and cuts a line that is too wide', async () => {
    const { stream, terminal } = pair(10, 4)
    const screen = openScreen(stream)
    screen.show(['0123456789', '0123456789abc', '門門門門門門', 'four', 'five'])
    await settled(stream)
    expect(terminal.screen()).toEqual(['0123456789', '012345678…', '門門門門…', 'four'])
    screen.close([])
  })

  it('is right again after something else was printed into it', async () => {
    const { stream, terminal } = pair(20, 6)
    const screen = openScreen(stream)
    screen.show(['one', 'two', 'three'])
    stream.write('a warning\r\nof two lines\r\n')
    screen.show(['one', 'two', 'four'])
    await settled(stream)
    expect(terminal.screen()).toEqual(['one', 'two', 'four', '', '', ''])
    screen.close([])
  })

  it('gives back what stood on the terminal before, and leaves the last view below it', async () => {
    const { stream, terminal } = pair(20, 6)
    stream.write('$ doorwatch start\r\n')
    const screen = openScreen(stream)
    screen.show(['live'])
    screen.close(['the last view'])
    await settled(stream)
    expect(terminal.screen().slice(0, 2)).toEqual(['$ doorwatch start', 'the last view'])
  })
})
