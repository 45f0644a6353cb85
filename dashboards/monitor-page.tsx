import { capital, count, formatDuration, percent, plural } from '../src/core/index.ts'
import { GapTrack } from './charts/gap-track.tsx'
import { TimeAxis } from './charts/time-axis.tsx'
import type { MonitorPageModel } from './model/monitor-page.ts'
import { ChannelStates } from './parts/channel-states.tsx'
import { Health } from './parts/health.tsx'
import { MonitorMachine } from './parts/monitor-machine.tsx'
import { Notices } from './parts/notices.tsx'
import { servicePage } from './parts/page.tsx'
import { Section } from './parts/section.tsx'
import { SurfaceName } from './parts/surface-name.tsx'
import { SKIP_WORDS } from './words/skips.ts'
import { hasSeveralTargets } from './words/targets.ts'
import { At, For } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The page of the monitor itself: its problems, punctuality, channels, gaps and database. */
export function monitorDocument(model: MonitorPageModel, view: View): string {
  const { standing, text } = headlineOf(model)
  return servicePage({
    ...{ title: text, skip: 'Skip to the monitor', name: 'monitor-page', targets: [], view },
    children: (
      <>
        <section class={`lead is-${standing}`} aria-labelledby="headline">
          <h1 id="headline">{text}</h1>
          <Facts model={model} view={view} />
        </section>
        <Conditions model={model} view={view} />
        <Notices notices={model.notices} view={view} />
        <Channels model={model} view={view} />
        <Health health={model.health} />
        <Gaps model={model} view={view} />
        <MonitorMachine model={model} view={view} />
      </>
    ),
  })
}

/** The worst problem of the monitor as one sentence. */
function headlineOf(model: MonitorPageModel): { readonly standing: string; readonly text: string } {
  const { conditions, notices, channels, health, worker, heartbeatAt } = model
  if (worker === undefined && heartbeatAt === undefined)
    return { standing: 'down', text: 'No worker is running: nothing is measured.' }
  const refused = channels.filter(({ waiting }) => waiting?.refusal).length
  const problems = conditions.length + notices.length + refused + (health.deadDeliveries > 0 ? 1 : 0)
  if (conditions.some(({ kind }) => kind === 'storage'))
    return { standing: 'down', text: 'Doorwatch measures, but cannot store its results.' }
  if (problems > 0)
    return {
      standing: 'degraded',
      text: `Doorwatch measures. ${plural(problems, 'thing needs', 'things need')} attention.`,
    }
  return {
    standing: 'operational',
    text:
      channels.length > 0
        ? 'Doorwatch measures, stores and alerts.'
        : 'Doorwatch measures and stores; no channel for alerts is configured.',
  }
}

function Facts({ model, view }: { model: MonitorPageModel; view: View }) {
  const { worker, heartbeatAt, health, browser } = model
  return (
    <dl class="facts">
      <div>
        <dt>Version</dt>
        <dd>
          <strong>{view.version}</strong> at <bdi>{view.location}</bdi>
        </dd>
      </div>
      <div>
        <dt>Worker</dt>
        <dd>
          {worker === undefined ? (
            heartbeatAt === undefined ? (
              <strong>none is running</strong>
            ) : (
              <>
                last sign of life <At at={heartbeatAt} view={view} seconds />
              </>
            )
          ) : (
            <>
              <strong>
                since <At at={worker.startedAt} view={view} />
              </strong>{' '}
              <span class="soft">
                for <For since={worker.startedAt} view={view} />
              </span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Start after the slot, last day</dt>
        <dd>
          {health.runs === 0 ? (
            'no run'
          ) : (
            <>
              <strong>{formatDuration(health.lag.p50)}</strong>{' '}
              <span class="soft">p95 {formatDuration(health.lag.p95)}</span>
            </>
          )}
        </dd>
      </div>
      {browser === undefined ? null : (
        <div>
          <dt>Browser of the newest run</dt>
          <dd>
            <bdi>{browser}</bdi>
          </dd>
        </div>
      )}
    </dl>
  )
}

function Conditions({ model: { conditions }, view }: { model: MonitorPageModel; view: View }) {
  if (conditions.length === 0) return null
  return (
    <section class="notices" aria-labelledby="conditions">
      <h2 id="conditions">The monitor itself</h2>
      <ul>
        {conditions.map(({ text, todo, since }) => (
          <li class="notice of-ours">
            <p class="notice-text">
              <bdi>{`${capital(text)}.`}</bdi>
            </p>
            <p class="when">
              <bdi>{todo}</bdi>
              {since === undefined ? null : (
                <>
                  {' '}
                  Since <At at={since} view={view} />.
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Channels({ model: { channels, health }, view }: { model: MonitorPageModel; view: View }) {
  const { pendingDeliveries: pending, deadDeliveries: dead } = health
  const queue = `${pending === 0 ? 'no delivery waits' : plural(pending, 'delivery waits', 'deliveries wait')}, ${dead === 0 ? 'none failed for good' : `${count(dead)} failed for good`}`
  return (
    <Section
      id="channels"
      name="Channels"
      finding={channels.length === 0 ? `No channel is configured; ${queue}` : queue}
    >
      <ChannelStates channels={channels} view={view} />
      <p class="note">
        <a href="/alerts">Sent messages</a>. Test the channels: <code>doorwatch alerts test</code>
      </p>
    </Section>
  )
}

function Gaps({ model: { gaps }, view }: { model: MonitorPageModel; view: View }) {
  const { range, isWhole, lanes, lines } = gaps
  const several = hasSeveralTargets(lanes)
  const [least] = lanes.toSorted((a, b) => (a.measured ?? 1) - (b.measured ?? 1))
  const worst = least?.measured ?? 1
  const finding =
    least === undefined
      ? 'Nothing was measured'
      : worst >= 1
        ? 'Every surface was measured all the time'
        : `${several ? `${least.target} ` : ''}${least.title} was measured least, ${percent(worst)} of the time`
  return (
    <Section id="gaps" name={isWhole ? 'Gaps, last 7 days' : 'Gaps since the first run'} finding={finding}>
      <div class="gap-lanes">
        {lanes.map((lane) => (
          <>
            <p>
              <SurfaceName surface={lane} withTarget={several} />
            </p>
            <GapTrack lane={lane} scale={range} view={view} />
            <p class="number">{lane.measured === undefined ? 'no run' : percent(lane.measured)}</p>
          </>
        ))}
        {lanes.length === 0 ? null : (
          <>
            <span />
            <TimeAxis scale={range} view={view} most={4} />
            <span />
          </>
        )}
      </div>
      {lanes.length === 0 ? null : <p class="note">Hatched: not measured. Blank: before the first run.</p>}
      {lines === undefined ? (
        <p class="note">With this many probes, slots that were not run are on the page of each probe.</p>
      ) : lines.length === 0 ? (
        <p>No slot was missed or skipped.</p>
      ) : (
        <ul class="lines">
          {lines.map(({ from, until, slots, probes, reason }) => (
            <li>
              {view.format.dated(from)}
              {until > from ? ` to ${view.format.dated(until)}` : ''}: {plural(slots, 'slot')} of{' '}
              {plural(probes, 'probe')}, {SKIP_WORDS[reason]}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
