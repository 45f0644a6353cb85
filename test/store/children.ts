import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

/** A child process that uses a database through the built product or through SQLite. */
export interface Child {
  readonly process: ChildProcess
  /** Its standard output so far. */
  output(): string
  /** Resolves when a line of the output starts with `prefix`, or when the process ends. */
  waitForLine(prefix: string): Promise<void>
  waitForExit(): Promise<void>
  kill(): Promise<void>
}

interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly user?: number
}

/** Runs test/store/children/<name>.mjs, and kills it after the test. */
export function startChild(name: string, args: readonly string[], options: ChildOptions = {}): Child {
  const { env = {}, user } = options
  const { PATH } = process.env
  const script = join(PACKAGE_ROOT, 'test/store/children', `${name}.mjs`)
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH, ...env },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
  const closed = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return {
    process: child,
    output: () => output,
    async waitForLine(prefix) {
      while (!output.split('\n').some((line) => line.startsWith(prefix))) {
        await Promise.race([once(child.stdout, 'data'), closed])
        if (child.exitCode !== null) break
      }
    },
    async waitForExit() {
      await closed
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
