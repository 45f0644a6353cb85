import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { allowSlowLinks } from '../../net/index.ts'
import type { FromRunner, ToRunner } from '../protocol/protocol.ts'
import { createScrubber } from '../secrets/scrub.ts'
import { createRunner, type Runner } from './runner.ts'

// The runner process: loads probe files, holds the warm browser, does the runs it is ordered to do. It ends with its
// supervisor, and reports every process it starts, so that the supervisor can kill them however this one ends.

const BEAT_MS = 250

// Files of evidence, sessions and commands are readable for this user only.
process.umask(0o077)
allowSlowLinks()

function emit(message: FromRunner): void {
  if (process.connected) process.send?.(message)
}

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  child.once('spawn', () => emit({ kind: 'child', pid: child.pid ?? 0, alive: true }))
  child.once('exit', () => emit({ kind: 'child', pid: child.pid ?? 0, alive: false }))
})

/** Has every secret of this process: those it was given, and those of its runs. */
const scrubber = createScrubber()

// Code of a probe whose run is over may still throw, which must not end the runs of others.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (reason: unknown) => {
    const text = String(reason instanceof Error ? (reason.stack ?? reason.message) : reason)
    emit({ kind: 'note', event, text: scrubber.text(text).slice(0, 2_000) })
  })
}

// The supervisor ends this process by message or SIGKILL. A Ctrl-C in the terminal is meant for the supervisor.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

let runner: Promise<Runner> | undefined

async function handle(message: ToRunner): Promise<void> {
  switch (message.kind) {
    case 'setup':
      runner = createRunner(message.setup, { emit, env: process.env, scrubber })
      await runner
      return
    case 'run':
      return (await runner)?.run(message.order)
    case 'abort':
      return (await runner)?.abort(message.id)
    case 'stop':
      return end()
  }
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(1), 1_500).unref()
  await (await runner)?.close().catch(() => {})
  process.exit(0)
}

process.on('message', (message: ToRunner) => void handle(message))
process.on('disconnect', () => void end())
setInterval(() => emit({ kind: 'beat', rss: process.memoryUsage.rss() }), BEAT_MS).unref()
