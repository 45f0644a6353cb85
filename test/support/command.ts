import { Writable } from 'node:stream'
import { systemClock } from '../../src/app/index.ts'
import { runCommandLine } from '../../src/cli/command-line.ts'
import type { Context } from '../../src/cli/process/context.ts'
import { paintFor } from '../../src/cli/terminal/colour.ts'
import { outputTo } from '../../src/cli/terminal/output.ts'
import type { Finished } from './product.ts'

/**
 * Runs `doorwatch …` in this process, with the parsing, errors and exit codes of the built product. For commands that
 * end by themselves; `start`, `sandbox start` and `doctor` need a process. One command at a time: the exit code is global.
 */
export async function command(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const stdout = new MemoryStream()
  const stderr = new MemoryStream()
  const previous = process.exitCode
  process.exitCode = undefined
  try {
    await runCommandLine(contextFor(folder, environment, stdout, stderr), ['node', 'doorwatch', ...args])
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text }
  } finally {
    process.exitCode = previous
  }
}

function contextFor(
  folder: string,
  environment: Readonly<Record<string, string>>,
  stdout: MemoryStream,
  stderr: MemoryStream,
): Context {
  const paint = paintFor({}, environment)
  return {
    stdout: outputTo(stdout as unknown as NodeJS.WriteStream, paint),
    stderr: outputTo(stderr as unknown as NodeJS.WriteStream, paint),
    environment,
    folder,
    clock: systemClock(),
    paint,
    paintError: paint,
    ask: undefined,
  }
}

class MemoryStream extends Writable {
  text = ''

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}
