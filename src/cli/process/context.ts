import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { systemClock } from '../../app/process/system-clock.ts'
import { type Config, type Environment, loadConfig } from '../../config/index.ts'
import type { Log, SystemClock } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { type Paint, paintFor } from '../terminal/colour.ts'
import { type Output, outputTo } from '../terminal/output.ts'

/** What every command gets: output, environment, working folder, clock. */
export interface Context {
  readonly stdout: Output
  readonly stderr: Output
  readonly environment: Environment
  readonly folder: string
  readonly clock: SystemClock
  readonly paint: Paint
  readonly paintError: Paint
  /** Asks a yes-or-no question; undefined where no person is at a terminal. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined
}

/** The context of this process. */
export function processContext(): Context {
  const { stdout, stderr, stdin, env } = process
  const paint = paintFor(stdout, env)
  const paintError = paintFor(stderr, env)
  return {
    stdout: outputTo(stdout, paint),
    stderr: outputTo(stderr, paintError),
    environment: env,
    folder: process.cwd(),
    clock: systemClock(),
    paint,
    paintError,
    ask: stdin.isTTY && stderr.isTTY ? askOnTerminal : undefined,
  }
}

async function askOnTerminal(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(`${question} [Y/n] `)
    return !/^\s*n/i.test(answer)
  } finally {
    prompt.close()
  }
}

/** Reads the configuration file given with --config, else that of the working folder. */
export function configFor(context: Context, options: { readonly config?: string }): Promise<Config> {
  const file = options.config ? { file: options.config } : {}
  return loadConfig({ folder: context.folder, environment: context.environment, ...file })
}

/** Logs warnings and errors to standard error, so that standard output holds only what the command prints. */
export function stderrLog(context: Context): Log {
  const write = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const rest = Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`)
    context.stderr.write(`${context.paintError('yellow', 'doorwatch:')} ${[event, ...rest].join(' ')}\n`)
  }
  return { debug() {}, info() {}, warn: write, error: write }
}

/** The version in package.json. */
export function productVersion(): string {
  const text = readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
