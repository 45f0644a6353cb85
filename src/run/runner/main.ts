import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { allowSlowLinks } from '../../net/index.ts'
import type { FromRunner, ToRunner } from '../protocol/protocol.ts'
import { createScrubber } from '../secrets/scrub.ts'
import { createRunner, type Runner } from './runner.ts'

// The runner process: loads probe files, holds the warm browser, does the runs it is told to do. It lives and dies with
// its supervisor, and tells it of every process it starts, so that none is left behind however this one ends.

const BEAT_MS = 250

// Evidence, sessions and what commands leave behind are for our own user alone, whoever writes them.
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

/** Knows every secret that this process was ever given or came upon. */
const scrubber = createScrubber()

// Code of a probe that was given up on may still throw; that must not end the others' runs.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (reason: unknown) => {
    const text = String(reason instanceof Error ? (reason.stack ?? reason.message) : reason)
    emit({ kind: 'note', event, text: scrubber.text(text).slice(0, 2_000) })
  })
}

// The supervisor ends us by message or by SIGKILL. A Ctrl-C in the terminal is meant for it, not for us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

let runner: Promise<Runner> | undefined

async function obey(message: ToRunner): Promise<void> {
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

process.on('message', (message: ToRunner) => void obey(message))
process.on('disconnect', () => void end())
setInterval(() => emit({ kind: 'beat', rss: process.memoryUsage.rss() }), BEAT_MS).unref()
