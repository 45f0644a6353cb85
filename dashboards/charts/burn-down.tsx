import { budgetLeftText, signedDuration } from '../../src/core/index.ts'
import type { ObjectiveView } from '../model/model.ts'
import type { View } from '../words/view.ts'
import { place, type Scale } from './axis.ts'
import { HEIGHT, WIDTH } from './chart-path.ts'
import { TimeAxis } from './time-axis.tsx'

/** The remaining error budget over its window: from 100 % down, below 0 when overspent. */
export function BurnDown({ objective, view }: { objective: ObjectiveView; view: View }) {
  const { course, allowed, title } = objective
  const scale = { from: course.from, to: course.to }
  const lowest = Math.min(0, ...course.points.map(({ left }) => left))
  const span = Math.max(allowed - lowest, 1e-9)
  const y = (left: number) => Math.round(((allowed - left) / span) * HEIGHT)
  const words = `${title}, error budget left: ${budgetLeftText(objective)}, ${signedDuration(objective.leftMs)}`
  return (
    <figure class="burn-down">
      <div class="plot">
        <span class="top" aria-hidden="true">
          100 %
        </span>
        <svg class="chart" width="100%" role="img" aria-label={words}>
          <Incidents objective={objective} scale={scale} />
          <Gaps course={course} scale={scale} />
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            width="100%"
            height="100%"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            {lowest < 0 ? <rect class="overspent" x="0" y={y(0)} width={WIDTH} height={HEIGHT - y(0)} /> : null}
            {lowest < 0 ? <path class="zero" d={`M0 ${y(0)}h${WIDTH}`} /> : null}
            <path class="median" d={lineOf(course, allowed, { scale, y })} />
          </svg>
        </svg>
        {lowest < 0 && allowed > 0 ? (
          <span class="bottom" aria-hidden="true">
            −{Math.ceil((100 * -lowest) / allowed)} %
          </span>
        ) : null}
      </div>
      <TimeAxis scale={scale} view={view} most={6} />
    </figure>
  )
}

/** A step line from the first run on. Each step is at the end of the stretch whose bad runs it counts. */
function lineOf(
  { points, to }: ObjectiveView['course'],
  allowed: number,
  { scale, y }: { readonly scale: Scale; readonly y: (left: number) => number },
): string {
  const xOf = (at: number) => Math.round((place(at, scale) / 100) * WIDTH)
  const first = points.find(({ measured }) => measured)
  let path = `M${xOf(first?.at ?? to)} ${y(allowed)}`
  let before = y(allowed)
  for (const [index, { left }] of points.entries()) {
    const next = y(left)
    if (next === before) continue
    path += `H${xOf(points[index + 1]?.at ?? to)}V${next}`
    before = next
  }
  return `${path}H${WIDTH}`
}

/** Stretches without any run after the first one, hatched. */
function Gaps({ course: { points, to }, scale }: { course: ObjectiveView['course']; scale: Scale }) {
  const first = points.findIndex(({ measured }) => measured)
  return (
    <>
      {points.map(({ at, measured }, index) =>
        measured || index < first || first < 0 ? null : (
          <Stretch kind="gap" from={at} to={points[index + 1]?.at ?? to} scale={scale} />
        ),
      )}
    </>
  )
}

function Incidents({ objective: { incidents, course }, scale }: { objective: ObjectiveView; scale: Scale }) {
  return (
    <>
      {incidents.map(({ impactAt, resolvedAt = course.to }) => (
        <Stretch kind="ground" from={impactAt} to={resolvedAt} scale={scale} />
      ))}
    </>
  )
}

/** A stretch of time over the whole height; a minute in a month still shows. */
function Stretch({ kind, from, to, scale }: Scale & { kind: 'gap' | 'ground'; scale: Scale }) {
  const width = Math.max(0.2, Math.round((place(to, scale) - place(from, scale)) * 100) / 100)
  return <rect class={kind} x={`${place(from, scale)}%`} y="0" width={`${width}%`} height="100%" />
}
