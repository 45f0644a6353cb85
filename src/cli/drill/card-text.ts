import wrapAnsi from 'wrap-ansi'
import { amountsText } from '../../continuity/index.ts'
import { formatDuration, listOf, plural, wholePercent } from '../../core/index.ts'
import { type Comparison, type Component, type Recovery, type ScoreCard, whyUnscored } from '../../drill/index.ts'
import type { Paint } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

interface CardLook {
  readonly comparison: Comparison | undefined
  readonly paint: Paint
  readonly columns: number
}

/** Missing points that are printed; all of them are in the file. */
const MOST_FINDINGS = 8

/** The score card for a terminal. */
export function cardText(card: ScoreCard, look: CardLook): string {
  const { paint, columns } = look
  const unscored = whyUnscored(card)
  if (unscored) return `\n${paint('bold', `No score: ${unscored}`)}\n${stoppedText(card, paint)}\n`
  const parts = [
    `\n${paint('bold', `Score: ${card.score} of ${card.possible} points`)}${comparisonText(look.comparison)}`,
    ...(card.status === 'completed' ? [] : [stoppedText(card, paint)]),
    table(card.components.map((component) => componentRow(component, paint))),
    '',
    ...factsOf(card).map((line) => wrapAnsi(line, columns)),
    ...recoveryLines(card.recoveries),
    ...findingLines(card, columns),
  ]
  return `${parts.join('\n')}\n`
}

function stoppedText({ status, stopped }: ScoreCard, paint: Paint): string {
  return paint('yellow', `${status}: ${stopped ?? ''}`)
}

function comparisonText(comparison: Comparison | undefined): string {
  if (!comparison) return ''
  const { change, before } = comparison
  const sign = change > 0 ? '+' : ''
  return `, ${sign}${change} % since ${before.id}`
}

function componentRow({ name, score, possible, outstanding }: Component, paint: Paint): readonly string[] {
  const share = possible > 0 ? score / possible : 1
  const style = share >= 0.8 ? 'green' : share >= 0.5 ? 'yellow' : 'red'
  const points = possible === 0 ? 'not part of this drill' : `${score} of ${possible}`
  return ['', name, possible === 0 ? points : paint(style, points), outstanding[0]?.text ?? '']
}

/** What happened, in sentences. */
export function factsOf(card: ScoreCard): readonly string[] {
  const { detections, deliveredAfterMs, acknowledgedAfterMs, leadMs, shares, costs } = card
  const first = detections.find(({ kind, found }) => kind === 'trouble' && found)
  return [
    ...(first
      ? [
          `Detected after ${formatDuration(first.afterMs ?? 0)}: ${first.slots} × ${formatDuration(first.cadenceMs)} until the verdict, ${formatDuration(first.confirmMs)} to confirm, ${first.deliveredMs === undefined ? 'nothing delivered' : `${formatDuration(first.deliveredMs)} to deliver`}.`,
        ]
      : []),
    ...(deliveredAfterMs === null ? [] : [`Delivered to a channel after ${formatDuration(deliveredAfterMs)}.`]),
    ...(acknowledgedAfterMs === null ? [] : [`Acknowledged after ${formatDuration(acknowledgedAfterMs)}.`]),
    ...(leadMs === null
      ? []
      : [`${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'before' : 'after'} the status page of the scenario.`]),
    ...(shares
      ? [
          `Of the work hours ${wholePercent(shares.proven)} went on, ${wholePercent(shares.promised)} are promised, ${wholePercent(shares.lost)} are lost.`,
        ]
      : card.status === 'completed'
        ? ['No one works at the time of the scenario.']
        : []),
    ...(costs.length > 0 ? [`It costs ${listOf(costs.map(amountsText))}.`] : []),
  ]
}

function recoveryLines(recoveries: readonly Recovery[]): readonly string[] {
  return recoveries.length === 0 ? [] : ['', 'Recovery', table(recoveries.map(recoveryRow))]
}

function recoveryRow(recovery: Recovery): readonly string[] {
  const { workflow, fallback, backing, objectiveMs, rto } = recovery
  return [
    ...['', workflow, fallback === 'none' ? 'no fallback' : `${fallback}, ${backing}`, recoveryText(recovery)],
    objectiveMs === undefined ? 'no RTO' : `RTO ${formatDuration(objectiveMs)} ${rto}`,
  ]
}

/** No workflow recovers after a stop. */
function recoveryText({ fallback, afterMs, toldAfterMs }: Recovery): string {
  if (afterMs !== undefined && fallback !== 'stop') return `recovered after ${formatDuration(afterMs)}`
  return toldAfterMs === undefined ? 'no alert' : `alert after ${formatDuration(toldAfterMs)}`
}

function findingLines({ findings, open, status }: ScoreCard, columns: number): readonly string[] {
  if (findings.length === 0)
    return ['', status === 'completed' ? 'Nothing to fix.' : 'Nothing to fix in what was played.']
  const lines = findings
    .slice(0, MOST_FINDINGS)
    .map(({ points, text, line, place, todo, owner }) =>
      wrapAnsi(
        `${plural(points, 'point')}  ${text}. ${todo} (${[place, line, owner].filter(Boolean).join(', ')})`,
        columns,
      ),
    )
  const more = findings.length - MOST_FINDINGS
  return [
    '',
    'To fix',
    ...lines,
    ...(more > 0 ? [`and ${more} more in the score card`] : []),
    ...(open ? ['A finding has no owner: the drill stays open.'] : []),
  ]
}
