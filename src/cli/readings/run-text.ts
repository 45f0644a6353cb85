import {
  type Failure,
  formatDuration,
  networkLines,
  probeId,
  type RunResult,
  requestsBehind,
  requestText,
  type StepResult,
} from '../../core/index.ts'
import { OUTCOME_SIGN, type Paint } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

/** A run as text: a headline, one row per step, and where one failed why, with the requests to look at. */
export function runText(run: RunResult, paint: Paint): string {
  const [sign, style] = OUTCOME_SIGN[run.outcome]
  const head = `${paint(style, `${sign} ${run.outcome}`)}  ${paint('bold', probeId(run))}  ${formatDuration(run.durationMs)}`
  const rows = run.steps.map((step) => stepRow(step, paint))
  return [
    ...[head, ...(rows.length > 0 ? [table(rows)] : [])],
    ...(run.failure ? failureLines(run.failure, paint) : []),
    ...requestLines(run).map((line) => paint('dim', line)),
    ...detailLines(run.failure).map((line) => paint('dim', line)),
  ].join('\n')
}

function stepRow(step: StepResult, paint: Paint): readonly string[] {
  const [sign, style] = OUTCOME_SIGN[step.outcome]
  const statuses = Object.entries(step.statuses).map(([status, count]) => `${status}×${count}`)
  const measures = Object.entries(step.measures).map(([name, value]) => `${name} ${Math.round(value * 10) / 10}`)
  return [
    ...[`  ${paint(style, sign)}`, step.name, formatDuration(step.durationMs), statuses.join(' ')],
    paint('dim', measures.join('  ')),
  ]
}

function failureLines(failure: Failure, paint: Paint): readonly string[] {
  const where = failure.step ? ` at '${failure.step}'` : ''
  return [
    paint('red', `  ${failure.message}${where}`) + paint('dim', `  class ${failure.class}, blame ${failure.blame}`),
    ...networkLines(failure).map((line) => paint('dim', `    ${line}`)),
  ]
}

/** The requests behind each step that failed; those of another step with its name. */
function requestLines({ steps }: RunResult): readonly string[] {
  return steps.flatMap((step, index) => {
    if (step.outcome !== 'failed' && step.outcome !== 'error') return []
    return requestsBehind(steps, index).map(({ step: sender, request }) =>
      sender === step.name ? `    ${requestText(request)}` : `    sent at '${sender}': ${requestText(request)}`,
    )
  })
}

function detailLines(failure: Failure | undefined): readonly string[] {
  return failure?.detail ? failure.detail.split('\n').map((line) => `    ${line}`) : []
}
