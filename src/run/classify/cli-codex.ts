import { diagnoseProse } from './cli-prose.ts'
import {
  type CliReading,
  measured,
  numberOr,
  objectOr,
  objectsAmong,
  objectsIn,
  type Printed,
  textOr,
} from './cli-reading.ts'

/**
 * Reads `codex exec --json`. Its errors are prose with the status in it, where it does not lose the status. An item of
 * type `error` comes with successes too, so only `turn.failed` and `error` at the top are failures.
 */
export function readCodex({ stdout, stderr, exitCode }: Printed): CliReading {
  const events = objectsIn(stdout)
  const items = objectsAmong(events.filter(({ type }) => type === 'item.completed').map(({ item }) => item))
  const answer = textOr(items.findLast(({ type }) => type === 'agent_message')?.text)
  const done = events.findLast(({ type }) => type === 'turn.completed')
  const failed = events.findLast(({ type }) => type === 'turn.failed')
  const error = events.findLast(({ type }) => type === 'error')
  const said = textOr(objectOr(failed?.error)?.message) ?? (done ? undefined : textOr(error?.message))
  const ended = exitCode !== undefined
  const failure =
    failed || (ended && !done && said)
      ? { ...(diagnoseProse(said ?? stderr) ?? UNKNOWN), detail: (said ?? stderr).slice(0, 800) }
      : undefined
  return {
    answer: done ? (answer ?? '') : undefined,
    failure,
    complete: done !== undefined || failed !== undefined,
    progress: answer === undefined ? 'nothing' : 'text',
    measures: measured({ tokens: done ? numberOr(objectOr(done.usage)?.output_tokens) : undefined }),
    status: failure && 'httpStatus' in failure ? failure.httpStatus : undefined,
    result: done ?? failed,
  }
}

const UNKNOWN = { class: 'server_error', message: 'the client reports an error' } as const
