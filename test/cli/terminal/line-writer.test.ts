import { describe, expect, it } from 'vitest'
import { flushed, lineWriter } from '../../../src/cli/terminal/line-writer.ts'

const FULL = 1024 * 1024 + 1

/** An output that a reader has left so many bytes of unread. */
function outputWith(unread = 0) {
  const written: string[] = []
  const stream = { writableLength: unread, write: (_text: string, done: () => void) => void setImmediate(done) }
  return { written, stream, isTTY: false, columns: undefined, write: (text: string) => void written.push(text) }
}

const missing = (lines: number) => `(${lines} missing)`
const writerTo = (output: ReturnType<typeof outputWith>) => lineWriter(output as never, missing)

describe('lines that a process writes for as long as it runs', () => {
  it('are written one by one while something reads them', () => {
    const output = outputWith()
    const write = writerTo(output)
    for (const line of ['a', '', 'b']) write(line)
    expect(output.written).toEqual(['a\n', '\n', 'b\n'])
  })

  it('are dropped while a megabyte waits unread, and the next one that is written says how many', () => {
    const output = outputWith(FULL)
    const write = writerTo(output)
    for (const line of ['a', 'b', 'c']) write(line)
    expect(output.written).toEqual([])
    output.stream.writableLength = FULL - 1
    write('d')
    write('e')
    expect(output.written).toEqual(['(3 missing)\n', 'd\n', 'e\n'])
  })

  it('are counted from zero each time', () => {
    const output = outputWith(FULL)
    const write = writerTo(output)
    write('a')
    output.stream.writableLength = 0
    write('b')
    output.stream.writableLength = FULL
    write('c')
    output.stream.writableLength = 0
    write('d')
    expect(output.written).toEqual(['(1 missing)\n', 'b\n', '(1 missing)\n', 'd\n'])
  })
})

describe('what was written', () => {
  it('is waited for until it is taken over', async () => {
    await flushed(outputWith(7).stream as never, 60_000)
  })

  it('is not waited for where nothing is left', async () => {
    await flushed({ writableLength: 0, write: () => expect.fail('nothing to wait for') } as never, 60_000)
  })

  it('is waited for no longer than the limit where nothing reads', async () => {
    await flushed({ writableLength: 7, write: () => {} } as never, 1)
  })
})
