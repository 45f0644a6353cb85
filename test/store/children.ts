import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

/** A process of the built product (or beside it) that uses a database. */
export interface Child {
  readonly process: ChildProcess
  /** All that it wrote so far. */
  output(): string
  /** Waits until a line that begins so was written. */
  said(line: string): Promise<void>
  /** Waits for its end. */
  ended(): Promise<void>
  kill(): Promise<void>
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly user?: number
}

/** Runs test/store/children/<name>.mjs; it is dead after the test at the latest. */
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
    async said(line) {
      while (!output.split('\n').some((one) => one.startsWith(line))) {
        await Promise.race([once(child.stdout, 'data'), closed])
        if (child.exitCode !== null) break
      }
    },
    async ended() {
      await closed
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
