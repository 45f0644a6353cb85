import { formatDuration, plural } from '../src/core/index.ts'
import { RunStrip } from './charts/run-strip.tsx'
import type { ProbePageModel } from './model/probe-page.ts'
import { IncidentLine } from './parts/incident-link.tsx'
import { Notices } from './parts/notices.tsx'
import { servicePage } from './parts/page.tsx'
import { Drift } from './parts/probe-drift.tsx'
import { ProbeSpending } from './parts/probe-spend.tsx'
import { RunLines } from './parts/run-lines.tsx'
import { Section } from './parts/section.tsx'
import { OUTCOME_WORDS, STATE_WORDS } from './words/labels.ts'
import { SKIP_WORDS } from './words/skips.ts'
import { At, For } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The page of one probe: schedule, newest runs, failures, drift, spend, incidents. */
export function probeDocument(model: ProbePageModel, view: View): string {
  const { target, probe, standing } = model
  const headline = headlineOf(model)
  return servicePage({
    ...{ title: headline, skip: 'Skip to the probe', name: 'probe-page', targets: [target], view },
    children: (
      <>
        <section class={`lead is-${standing}`} aria-labelledby="headline">
          <h1 id="headline">
            <bdi>{headline}</bdi>
          </h1>
          <p class="scope">
            <bdi>{target}</bdi>, probe <bdi>{probe}</bdi>. The surface is {STATE_WORDS[standing].toLowerCase()}.
          </p>
          <Facts model={model} view={view} />
        </section>
        <Notices notices={model.notices} view={view} />
        <Newest model={model} view={view} />
        <Failures model={model} view={view} />
        <Drift drift={model.drift} title={model.title} view={view} />
        <NotRun model={model} view={view} />
        <Incidents model={model} view={view} />
        <ProbeSpending spend={model.spend} />
      </>
    ),
  })
}

/** 'Login: the last run passed' */
function headlineOf({ title, runs: [last] }: ProbePageModel): string {
  if (!last) return `${title}: no run yet`
  return last.outcome === 'error'
    ? `${title}: the last run could not measure`
    : `${title}: the last run ${last.outcome === 'slow' ? 'was slow' : OUTCOME_WORDS[last.outcome]}`
}

function Facts({ model: { schedule, runs }, view }: { model: ProbePageModel; view: View }) {
  const { everyMs, nextAt, runningSince } = schedule
  const [last] = runs
  return (
    <dl class="facts">
      <div>
        <dt>Schedule</dt>
        <dd>
          <strong>every {formatDuration(everyMs)}</strong>
        </dd>
      </div>
      <div>
        <dt>Next run</dt>
        <dd>
          <strong>
            {runningSince === undefined ? (
              nextAt === undefined ? (
                'unknown: no worker runs here'
              ) : (
                <At at={nextAt} view={view} seconds />
              )
            ) : (
              <>
                running since <At at={runningSince} view={view} seconds />
              </>
            )}
          </strong>
        </dd>
      </div>
      {last ? (
        <div>
          <dt>Last run</dt>
          <dd>
            <a href={last.path}>
              <strong>
                <At at={last.at} view={view} seconds />
              </strong>
            </a>{' '}
            <span class="soft">
              <For since={last.at + last.durationMs} view={view} /> ago, took {formatDuration(last.durationMs)}
            </span>
          </dd>
        </div>
      ) : null}
    </dl>
  )
}

function Newest({ model: { strip, runs }, view }: { model: ProbePageModel; view: View }) {
  const [first] = strip
  const broken = strip.filter(({ outcome }) => outcome === 'failed').length
  const finding = broken === 0 ? 'none failed' : `${broken} failed`
  return (
    <Section
      id="runs"
      name="Newest runs"
      finding={first ? `Of the last ${plural(strip.length, 'run')} ${finding}` : 'No run yet'}
    >
      <RunStrip runs={strip} slots={Math.max(60, strip.length)} />
      {first ? (
        <p class="note">
          From {view.format.dated(first.at)}. The height is the time taken; a failed run is pointed, one that could not
          measure is hollow.
        </p>
      ) : null}
      <RunLines runs={runs} name="Newest runs" view={view} />
    </Section>
  )
}

function Failures({ model: { failures }, view }: { model: ProbePageModel; view: View }) {
  return (
    <Section
      id="failures"
      name="Last failures"
      finding={failures.length === 0 ? 'None in 7 days' : 'Runs that failed or could not measure, within 7 days'}
    >
      {failures.length === 0 ? null : <RunLines runs={failures} name="Last failures" view={view} />}
    </Section>
  )
}

function NotRun({ model: { skips }, view }: { model: ProbePageModel; view: View }) {
  if (skips.length === 0) return null
  return (
    <Section id="not-run" name="Not run" finding="Slots without a run, within 7 days">
      <ul class="lines">
        {skips.map(({ from, until, count, reason }) => (
          <li>
            {view.format.dated(from)}
            {until > from ? ` to ${view.format.dated(until)}` : ''}: {plural(count, 'slot')}, {SKIP_WORDS[reason]}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Incidents({ model: { incidents }, view }: { model: ProbePageModel; view: View }) {
  return (
    <Section
      id="incidents"
      name="Incidents of the surface"
      finding={incidents.length === 0 ? 'None in 30 days' : 'Within 30 days, newest first'}
    >
      <ul class="lines">
        {incidents.map((incident) => (
          <li>
            <IncidentLine incident={incident} view={view} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
