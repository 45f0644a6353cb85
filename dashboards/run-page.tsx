import { formatDuration } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import type { RunPageModel, RunStepView } from './model/run-page.ts'
import { Comparison } from './parts/comparison.tsx'
import { Pieces } from './parts/evidence.tsx'
import { Head } from './parts/head.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Requests } from './parts/requests.tsx'
import { Failure } from './words/failure.tsx'
import { OUTCOME_WORDS } from './words/labels.ts'
import { At } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The state whose colour heads the page. */
const LEADS: Readonly<Record<RunPageModel['outcome'], string>> = {
  ...{ passed: 'operational', slow: 'degraded', failed: 'down', error: 'unknown', skipped: 'unknown' },
}

/** The page of one run. Works without scripts, and has none; its content security policy is that of an incident. */
export function runDocument(model: RunPageModel, view: View): string {
  const { style, incidentStyle } = assets()
  const { title, probe, outcome, target, comparison } = model
  const heading = `${title} ${OUTCOME_WORDS[outcome]}`
  const page = (
    <html lang="en">
      <Head title={`${heading}, ${target}/${probe}`} styles={[style, incidentStyle]} />
      <body>
        <a class="skip" href="#main">
          Skip to the run
        </a>
        <Masthead view={{ ...view, live: false }} targets={[target]} />
        <main id="main" class="incident-page">
          <p class="back">
            <a href="/">Front page</a>
          </p>
          <section class={`lead is-${LEADS[outcome]}`} aria-labelledby="headline">
            <h1 id="headline">
              <bdi>{heading}</bdi>
            </h1>
            {model.failure ? (
              <p class="scope">
                <Failure failure={model.failure} />
              </p>
            ) : null}
            <Facts model={model} view={view} />
          </section>
          <Waterfall model={model} />
          {comparison ? (
            <section aria-labelledby="against">
              <h2 id="against">Against the last good run</h2>
              <Comparison comparison={comparison} view={view} />
            </section>
          ) : (
            <p class="note">No good run before this one is stored, so there is nothing to compare it with.</p>
          )}
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Times are in <bdi>{view.timezone}</bdi>.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

function Facts({ model, view }: { model: RunPageModel; view: View }) {
  const { startedAt, scheduledAt, durationMs, trigger, location, browser, artifacts } = model
  return (
    <dl class="facts">
      <div>
        <dt>Started</dt>
        <dd>
          <strong>
            <At at={startedAt} view={view} seconds />
          </strong>{' '}
          <span class="soft">{formatDuration(Math.max(0, startedAt - scheduledAt))} after its slot</span>
        </dd>
      </div>
      <div>
        <dt>Took</dt>
        <dd>
          <strong>{formatDuration(durationMs)}</strong>
        </dd>
      </div>
      <div>
        <dt>Run</dt>
        <dd>
          <a href={`/probes/${encodeURIComponent(model.target)}/${encodeURIComponent(model.probe)}`}>
            <bdi>{model.probe}</bdi>
          </a>{' '}
          by {trigger} from <bdi>{location}</bdi>
          {browser === undefined ? null : <bdi class="soft">, {browser}</bdi>}
        </dd>
      </div>
      {artifacts.length === 0 ? null : (
        <div>
          <dt>Recorded</dt>
          <dd>
            <Pieces artifacts={artifacts} view={view} />
          </dd>
        </div>
      )}
    </dl>
  )
}

const WIDTH = 400
/** As many requests of a step that passed are unfolded at first. */
const UNFOLDED = 12

const NOT_STORED = 'No times of its single requests are stored. Those of runs that passed are kept for a day.'
const DAMAGED = 'The times of its single requests cannot be read: they are damaged in the database.'

const OUTLASTED =
  'A step ends when the page shows what the step waits for. The time until Doorwatch notices that does not count: a ' +
  'request may end after its step, and the next step begins later.'
/** A shorter difference does not show, ms. */
const SHOWN_MS = 50

/** Whether a request ended after the step that sent it. */
function isOutlasted({ durationMs, requests }: RunStepView): boolean {
  const ends = (requests?.rows ?? [])
    .filter(({ change }) => change !== 'lost')
    .map((request) => request.offsetMs + request.durationMs)
  return Math.max(0, ...ends) > durationMs + SHOWN_MS
}

function Waterfall({ model: { steps, durationMs, requestsDamaged } }: { model: RunPageModel }) {
  if (steps.length === 0) return null
  const hasRequests = steps.some(({ requests }) => requests !== undefined)
  const longest = scaleOf(steps, durationMs)
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">{hasRequests ? 'Steps and requests' : 'Steps'}</h2>
      <ol class="pairs">
        {steps.map((step) => (
          <Step step={step} longest={longest} />
        ))}
      </ol>
      {steps.some(isOutlasted) ? <p class="note">{OUTLASTED}</p> : null}
      {requestsDamaged ? <p class="note">{DAMAGED}</p> : null}
      {requestsDamaged || hasRequests || !steps.some(isAnswered) ? null : <p class="note">{NOT_STORED}</p>}
    </section>
  )
}

function isAnswered({ statuses }: RunStepView): boolean {
  return Object.keys(statuses).length > 0
}

/** From the start of the run to the end of its last step or request, ms. */
function scaleOf(steps: readonly RunStepView[], durationMs: number): number {
  const ends = steps.flatMap(({ offsetMs, durationMs: took, requests }) => [
    offsetMs + took,
    ...(requests?.rows ?? []).map((request) => offsetMs + request.offsetMs + request.durationMs),
  ])
  return Math.max(1, durationMs, ...ends)
}

function Step({ step, longest }: { step: RunStepView; longest: number }) {
  const { name, outcome, offsetMs, durationMs, statuses, measures, failure, sentBefore = [], requests } = step
  const x = (ms: number) => Math.round((WIDTH * ms) / longest)
  const answers = Object.entries(statuses).map(([status, times]) => (times === 1 ? status : `${status} × ${times}`))
  return (
    <li class={outcome === 'passed' ? 'pair' : 'pair is-broken'}>
      <span class="pair-name">
        <bdi>{name}</bdi>
        <span class="usual">
          {formatDuration(durationMs)}, from {formatDuration(offsetMs)}
        </span>
      </span>
      <span class="pair-bars">
        <span class="bar-line">
          <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect
              class={`bar is-failing is-${outcome}`}
              x={x(offsetMs)}
              width={Math.max(1, x(durationMs))}
              height="8"
            />
          </svg>
          <span class="bar-words">{answers.join(', ')}</span>
        </span>
      </span>
      <span class="differences">
        {failure ? (
          <span>
            <Failure failure={failure} withStep={false} />
          </span>
        ) : null}
        {sentBefore.map((text) => (
          <span>{text}</span>
        ))}
        {measures.map((measure) => (
          <span class="soft">
            <bdi>{measure.name}</bdi> {Math.round(measure.value * 10) / 10}
          </span>
        ))}
      </span>
      {requests ? (
        <Requests
          list={requests}
          offsetMs={offsetMs}
          longest={longest}
          open={outcome !== 'passed' || requests.rows.length <= UNFOLDED}
        />
      ) : null}
    </li>
  )
}
