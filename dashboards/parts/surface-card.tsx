import { formatDuration } from '../../src/core/index.ts'
import { RunStrip } from '../charts/run-strip.tsx'
import type { SurfaceProbe, SurfaceView } from '../model/model.ts'
import { Failure } from '../words/failure.tsx'
import { OUTCOME_WORDS, STATE_WORDS } from '../words/labels.ts'
import { At, For, Until } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { StateIcon } from './state-icon.tsx'
import { TargetName } from './surface-name.tsx'

/** One surface: its state and start, the failure, its newest runs, and the time of the next run. */
export function SurfaceCard({ surface, view, target }: { surface: SurfaceView; view: View; target: boolean }) {
  return (
    <li class={`card is-${surface.standing}`}>
      <div class="card-head">
        <StateIcon standing={surface.standing} />
        <div>
          <h3>
            <TargetName target={surface.target} shown={target} />
            <ProbeLink surface={surface} probe={surface.probes[0]?.probe} view={view}>
              {surface.title}
            </ProbeLink>
          </h3>
          <p class="standing">{STATE_WORDS[surface.standing]}</p>
        </div>
      </div>
      <p class="why">
        <Why surface={surface} view={view} />
        <Mute surface={surface} view={view} />
      </p>
      <Probes surface={surface} view={view} />
    </li>
  )
}

/** A name that on a live page leads to the page of a probe. */
function ProbeLink({
  surface: { target },
  probe,
  view,
  children,
}: {
  surface: SurfaceView
  probe: string | undefined
  view: View
  children: string
}) {
  const name = <bdi>{children}</bdi>
  if (!view.live || probe === undefined) return name
  return <a href={`/probes/${encodeURIComponent(target)}/${encodeURIComponent(probe)}`}>{name}</a>
}

function Why({ surface, view }: { surface: SurfaceView; view: View }) {
  const { standing, basis, measured, believed, reason, failure, maintenance } = surface
  if (maintenance) {
    return (
      <>
        {measured === 'unknown' ? 'Not measured' : `Measured: ${STATE_WORDS[measured].toLowerCase()}`}, until{' '}
        <At at={maintenance.until} view={view} />
        {maintenance.reason === undefined ? null : <bdi>: {maintenance.reason}</bdi>}
      </>
    )
  }
  if (standing === 'waiting') return <>No result yet.</>
  if (basis === 'silent' || basis === 'no-worker') {
    return (
      <>
        Silent for <For since={surface.since ?? view.at} view={view} />
        {believed === undefined ? null : `; last seen ${STATE_WORDS[believed].toLowerCase()}`}.
      </>
    )
  }
  if (failure) return <Failure failure={failure} />
  if (standing === 'unknown' && reason !== undefined) return <bdi>{reason}</bdi>
  return (
    <>
      since <At at={surface.since ?? view.at} view={view} />
    </>
  )
}

function Mute({ surface, view }: { surface: SurfaceView; view: View }) {
  const { mute } = surface
  if (!mute) return null
  return (
    <>
      <br />
      Alerts muted until <At at={mute.until} view={view} />
      {mute.reason === undefined ? null : <bdi>: {mute.reason}</bdi>}
      {view.live ? (
        <>
          {' '}
          <a href="/mutes">End it</a>
        </>
      ) : null}
    </>
  )
}

/** The most frequent probe with its newest runs, the others in a line each. */
function Probes({ surface, view }: { surface: SurfaceView; view: View }) {
  const [first, ...others] = surface.probes
  if (!first) return null
  return (
    <>
      <div class="probe">
        {others.length > 0 && first.probe !== surface.surface ? <h4>{first.probe}</h4> : null}
        {surface.standing === 'waiting' ? null : <RunStrip runs={first.recent} />}
        <LastRun probe={first} surface={surface} view={view} />
      </div>
      {others.length > 0 ? (
        <ul class="other-probes">
          {others.map((probe) => (
            <li>
              <h4>
                <ProbeLink surface={surface} probe={probe.probe} view={view}>
                  {probe.probe}
                </ProbeLink>
              </h4>
              <LastRun probe={probe} surface={surface} view={view} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function LastRun({ probe, surface, view }: { probe: SurfaceProbe; surface: SurfaceView; view: View }) {
  const { last } = probe
  if (!last) {
    return (
      <p class="probe-next">
        {surface.standing === 'waiting' ? null : 'no result yet, '}
        <Next probe={probe} view={view} />
      </p>
    )
  }
  return (
    <>
      <p class="probe-last">
        <span class={`outcome is-${last.outcome}`}>{OUTCOME_WORDS[last.outcome]}</span> in{' '}
        {formatDuration(last.durationMs)}
      </p>
      {last.failure && last.failure.message !== surface.failure?.message ? (
        <p class="probe-failure">
          <Failure failure={last.failure} withClass={false} />
        </p>
      ) : null}
      <p class="probe-next">
        <For since={last.endedAt} view={view} /> ago, <Next probe={probe} view={view} />
      </p>
    </>
  )
}

function Next({ probe, view }: { probe: SurfaceProbe; view: View }) {
  if (probe.runningSince !== undefined) {
    return (
      <>
        running for <For since={probe.runningSince} view={view} />
      </>
    )
  }
  if (view.live && probe.nextAt !== undefined && probe.nextAt >= view.at) {
    return (
      <>
        <span class="on-screen">
          next in <Until at={probe.nextAt} view={view} />
        </span>
        <span class="on-paper">every {formatDuration(probe.everyMs)}</span>
      </>
    )
  }
  return <>every {formatDuration(probe.everyMs)}</>
}
