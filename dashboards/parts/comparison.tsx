import { formatDuration, runPath } from '../../src/core/index.ts'
import type { RunComparison, RunSide, StepPair, StepSide } from '../model/incident-page.ts'
import { OUTCOME_WORDS } from '../words/labels.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { hrefOf } from './evidence.tsx'
import { Requests } from './requests.tsx'

/** Two runs of one probe, step by step: a pair of bars on one scale, and what differs. */
export function Comparison({ comparison, view }: { comparison: RunComparison; view: View }) {
  const { title, probe, failing, good, steps } = comparison
  const longest = Math.max(1, ...steps.flatMap(endsOf))
  return (
    <article class="comparison">
      <h3>
        <bdi>{title}</bdi> <span class="soft">probe</span> <bdi>{probe}</bdi>
      </h3>
      <p class="sides">
        <Side side={failing} name={SIDE_NAMES[failing.outcome]} comparison={comparison} view={view} />
        {good ? (
          <Side side={good} name="Good" comparison={comparison} view={view} />
        ) : (
          <span class="soft">No good run is stored.</span>
        )}
      </p>
      <div class="comparison-body">
        <ol class="pairs">
          {steps.map((step) => (
            <Pair step={step} longest={longest} />
          ))}
        </ol>
        <Picture comparison={comparison} view={view} />
      </div>
    </article>
  )
}

/** From the start of a step to the ends of both its sides and of its requests, ms. */
function endsOf({ failing, good, requests }: StepPair): readonly number[] {
  const ofRequests = (requests?.rows ?? []).map(({ offsetMs, durationMs }) => offsetMs + durationMs)
  return [failing?.durationMs ?? 0, good?.durationMs ?? 0, ...ofRequests]
}

/** What the compared run is called. */
const SIDE_NAMES: Readonly<Record<RunSide['outcome'], string>> = {
  ...{ passed: 'This run', slow: 'Slow', failed: 'Failing', error: 'Not measured', skipped: 'Skipped' },
}

function Side(props: { side: RunSide; name: string; comparison: RunComparison; view: View }) {
  const { side, name, comparison, view } = props
  return (
    <span class={`side is-${name === 'Good' ? 'good' : side.outcome}`}>
      <b>{name}</b>: <RunLink side={side} comparison={comparison} view={view} />, {OUTCOME_WORDS[side.outcome]} after{' '}
      {formatDuration(side.durationMs)} from <bdi>{side.location}</bdi>
    </span>
  )
}

/** When a run started; on a live page a link to it. */
function RunLink({ side, comparison, view }: { side: RunSide; comparison: RunComparison; view: View }) {
  const time = <At at={side.at} view={view} seconds />
  if (!view.live) return time
  const { target, probe } = comparison
  return <a href={runPath({ target, probe, ...side })}>{time}</a>
}

function Pair({ step, longest }: { step: StepPair; longest: number }) {
  return (
    <li class={step.broken ? 'pair is-broken' : 'pair'}>
      <span class="pair-name">
        <bdi>{step.name}</bdi>
        {step.usual ? (
          <span class="usual">
            usually {formatDuration(step.usual.p50)},{' '}
            <span class="nowrap">95 % within {formatDuration(step.usual.p95)}</span>
          </span>
        ) : null}
      </span>
      <span class="pair-bars">
        <Bar side={step.failing} longest={longest} kind="failing" />
        <Bar side={step.good} longest={longest} kind="good" />
      </span>
      <span class="differences">
        {step.differences.map((text) => (
          <span>{text}</span>
        ))}
      </span>
      {step.requests ? <Requests list={step.requests} offsetMs={0} longest={longest} open={step.broken} /> : null}
    </li>
  )
}

const WIDTH = 200

function Bar({ side, longest, kind }: { side: StepSide | undefined; longest: number; kind: 'failing' | 'good' }) {
  if (!side) return <span class="bar-line none">–</span>
  const width = Math.max(1, Math.round((WIDTH * side.durationMs) / longest))
  return (
    <span class="bar-line">
      <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class={`bar is-${kind} is-${side.outcome}`} width={width} height="8" />
      </svg>
      <span class="quiet">{kind === 'failing' ? 'failing run' : 'good run'}: </span>
      <span class="bar-words">
        {formatDuration(side.durationMs)}
        {statusText(side) === '' ? '' : `, ${statusText(side)}`}
      </span>
    </span>
  )
}

/** "200 × 3, 500" */
function statusText({ statuses }: StepSide): string {
  return Object.entries(statuses)
    .map(([status, times]) => (times === 1 ? status : `${status} × ${times}`))
    .join(', ')
}

function Picture({ comparison: { picture, title }, view }: { comparison: RunComparison; view: View }) {
  const href = picture && hrefOf(picture.artifact.path, view.artifacts)
  if (!picture || href === undefined) return null
  return (
    <figure class="picture">
      <a href={href}>
        <img src={href} alt={`What the page of ${title} showed when it failed`} loading="lazy" />
      </a>
      <figcaption class="note">
        At <At at={picture.at} view={view} seconds />
      </figcaption>
    </figure>
  )
}
