import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { PRODUCT_FOLDER } from '../../src/package/index.ts'
import { until } from './until.ts'

export { newFolder } from './folder.ts'

const MAIN = join(PRODUCT_FOLDER, 'cli/main.js')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** The environment a user's shell would give, without what the test runner added. */
function plainEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env
  return { PATH, HOME, LANG, ...extra }
}

/** Runs `doorwatch …` to its end, as a user would in `folder`. */
export function doorwatch(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: plainEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = collect(child)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout: output.stdout(), stderr: output.stderr() }))
  })
}

/** A command that runs until it is stopped. */
export interface StartedProduct {
  readonly pid: number
  readonly exited: Promise<number | null>
  stdout(): string
  stderr(): string
  /** Events so far, as printed. */
  events(): readonly Record<string, unknown>[]
  /** Waits until `found` gives something. Fails as soon as the process has ended without it. */
  until<T>(
    what: string,
    found: (events: readonly Record<string, unknown>[]) => T | undefined,
    limitMs?: number,
  ): Promise<T>
  kill(signal: NodeJS.Signals): void
}

/** Starts the worker (or another command that stays) in `folder`, the dashboard on a free port. */
export function startProduct(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['start', '--json'],
): StartedProduct {
  const child = spawn(process.execPath, [MAIN, ...command], {
    cwd: folder,
    env: plainEnvironment({ DOORWATCH_PORT: '0', ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  let over = false
  void exited.then(() => {
    over = true
  })
  const events = () =>
    output
      .stdout()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    pid: child.pid ?? -1,
    exited,
    stdout: output.stdout,
    stderr: output.stderr,
    events,
    until(what, found, limitMs) {
      const look = () => {
        const result = found(events())
        if (result === undefined && over) throw new Error(`the process ended before ${what}`)
        return result
      }
      return until(what, look, limitMs).catch((error: Error) => {
        throw new Error(`${error.message}\n${output.stdout().slice(-3_000)}\n${output.stderr().slice(-3_000)}`)
      })
    },
    kill: (signal) => void child.kill(signal),
  }
}

function collect(child: ChildProcess): { stdout(): string; stderr(): string } {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return { stdout: () => stdout, stderr: () => stderr }
}

/** All descendants of a process, by id. */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  const { readdir, readFile } = await import('node:fs/promises')
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent) parents.set(Number(name), parent)
  }
  const within = (one: number): boolean => {
    const parent = parents.get(one)
    return parent !== undefined && (parent === pid || within(parent))
  }
  return [...parents.keys()].filter(within)
}

/** Whether a process runs; one that ended and was not yet collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}

/** Waits until none of these processes runs any more. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await until(`the end of the processes ${pids.join(', ')}`, () => !pids.some(isAlive))
}
