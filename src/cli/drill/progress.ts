import type { DrillEvent } from '../../app/drill/index.ts'
import { clockTime, formatDuration, listOf, percent, plural } from '../../core/index.ts'
import type { FaultChange } from '../../drill/index.ts'
import type { Scenario } from '../../sandbox/index.ts'
import type { Context } from '../process/context.ts'
import type { Paint } from '../terminal/colour.ts'

/** Shows a drill on standard error while it is played. */
interface DrillProgress {
  emit(event: DrillEvent): void
  step(text: string): void
  /** Ends the line that counts the time. May be called twice. */
  end(): void
}

const EVERY_MS = 1_000

export function drillProgress(
  context: Context,
  of: { readonly scenario: Scenario; readonly isExample: boolean; readonly timezone: string },
): DrillProgress {
  const { stderr, paintError: paint, clock } = context
  const begunAt = clock.elapsed()
  let doing = 'Starting'
  const hint = () => stderr.hint(`${doing}, ${formatDuration(clock.elapsed() - begunAt)}`)
  const timer = setInterval(hint, EVERY_MS)
  const whose = of.isExample
    ? 'the example plan (src/continuity/example): there is no workflow in your configuration yet'
    : 'your plan'
  stderr.write(`Drill: ${paint('bold', of.scenario.title)}\nIt rehearses ${whose}. Stop it with Ctrl+C.\n`)

  return {
    emit(event) {
      if (event.kind === 'phase') stderr.write(`${event.text}\n`)
      const line = lineOf(event)
      if (line) {
        const [at, style, sign, text] = line
        stderr.write(`${paint('dim', clockTime(at, of.timezone))}  ${paint(style, sign)} ${text}\n`)
      }
      doing = doingAfter(event) ?? doing
      hint()
    },
    step(text) {
      doing = text
      hint()
    },
    end() {
      clearInterval(timer)
      stderr.hint('')
    },
  }
}

/** A line of the drill's log: when, in which style, with which sign, what. */
type Line = readonly [at: number, style: Parameters<Paint>[0], sign: string, text: string]

function lineOf(event: DrillEvent): Line | undefined {
  switch (event.kind) {
    case 'change':
      return [event.at, 'yellow', '>', listOf(event.changes.map(changeText))]
    case 'post':
      return [event.at, 'dim', '-', `status page: ${event.status}: ${event.text}`]
    case 'alert':
      return [event.at, 'red', '!', event.headline]
    case 'verdict': {
      const { surface, state, slots, at } = event.verdict
      return [at, 'green', '=', `${surface} found ${state} after ${plural(slots, 'slot')}`]
    }
    case 'skip':
      return [event.to, 'dim', '…', `${formatDuration(event.to - event.from)} left out`]
    default:
      return undefined
  }
}

/** What the drill does now; undefined where that stays as it was. */
function doingAfter(event: DrillEvent): string | undefined {
  if (event.kind === 'phase') return event.text
  if (event.kind === 'change') return 'Waiting for the verdict of the judge'
  if (event.kind !== 'slot') return undefined
  return event.failed.length > 0 ? `${listOf(event.failed.map(({ surface }) => surface))} failed` : 'All runs passed'
}

function changeText({ surface, fault, probability }: FaultChange): string {
  if (fault === undefined) return `${surface} works again`
  return `${surface}: ${fault}${probability < 1 ? ` for ${percent(probability)} of requests` : ''}`
}
