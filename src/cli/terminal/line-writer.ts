import type { Output } from './output.ts'

/** With more than this unread, bytes, nothing reads standard output and lines are dropped. */
const MAX_WAITING_BYTES = 1024 * 1024

/**
 * Writes lines that a process produces for as long as it runs. While nothing reads them they are dropped and counted, so
 * that memory does not grow; the next line that can be written says how many are missing.
 * @param missing the line that says so
 */
export function lineWriter(output: Output, missing: (lines: number) => string): (line: string) => void {
  let dropped = 0
  return (line) => {
    if (output.stream.writableLength > MAX_WAITING_BYTES) {
      dropped += 1
      return
    }
    if (dropped > 0) output.write(`${missing(dropped)}\n`)
    dropped = 0
    output.write(`${line}\n`)
  }
}

/** Resolves when what was written has been taken over, or after `limitMs`. */
export function flushed(stream: NodeJS.WriteStream, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) return resolve()
    const timer = setTimeout(resolve, limitMs)
    stream.write('', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
