import type { CliProfile } from '../../../src/core/index.ts'
import { type CommandFacts, diagnoseCommand, diagnoseOverdueCommand, readCli } from '../../../src/run/classify/cli.ts'

/** Objects as JSON, one a line. */
export const lines = (...objects: readonly object[]) => objects.map((object) => JSON.stringify(object)).join('\n')

/** How a command ended, and its output as its profile reads it. */
export function readingOf(profile: CliProfile | undefined, printed: Partial<CommandFacts>) {
  const end = { stdout: '', stderr: '', exitCode: undefined, killedBy: undefined, ...printed }
  return { end, reading: readCli(profile, end) }
}

/** The diagnosis of a command that ended, by default with exit code 0. */
export function failureOf(profile: CliProfile | undefined, printed: Partial<CommandFacts>) {
  const { end, reading } = readingOf(profile, { exitCode: 0, ...printed })
  return diagnoseCommand(end, reading, profile)
}

/** Class and message of a command that did not end within 25 s. */
export function overdue(profile: CliProfile | undefined, printed: Partial<CommandFacts>) {
  const { class: kind, message } = diagnoseOverdueCommand(readingOf(profile, printed).reading, 25_000, false)
  return `${kind}: ${message}`
}

/** Events of Claude Code. */
export const START = { type: 'stream_event', event: { type: 'message_start', message: { model: 'm' } } }
export const DELTA = {
  type: 'stream_event',
  event: { type: 'content_block_delta', delta: { type: 'text_delta', text: 'po' } },
}
export const RESULT = { type: 'result', subtype: 'success', is_error: false, result: 'pong' }

/** The events of a good answer of Codex. */
export const CODEX = [
  { type: 'thread.started' },
  { type: 'item.completed', item: { type: 'agent_message', text: 'pong' } },
  { type: 'turn.completed', usage: {} },
]
