import { count, plural } from '../../src/core/index.ts'
import { StatusBars } from '../charts/status-bars.tsx'
import { TimeAxis } from '../charts/time-axis.tsx'
import type { StatusMix, TrendModel } from '../model/model.ts'
import { STATUS_CLASSES } from '../model/status-classes.ts'
import { findingOf, isUnanswered, statusFinding } from '../words/findings.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'
import { SurfaceName } from './surface-name.tsx'

const LISTED = 8
const CLASS_WORDS: Readonly<Record<(typeof STATUS_CLASSES)[number], string>> = {
  '2xx': '2xx answered',
  '3xx': '3xx redirected',
  '4xx': '4xx refused',
  '429': '429 too many requests',
  '500': '500 internal error',
  '5xx': 'other 5xx',
  '529': '529 overloaded',
  other: 'other',
  timeout: 'timeout: no complete answer in time',
  network: 'network: no connection',
}

/** Which HTTP statuses came back, per surface: errors are on top of the stack, where they are visible. */
export function Statuses({ trend, view }: { trend: TrendModel; view: View }) {
  const { statuses, range } = trend
  if (statuses.length === 0) {
    return (
      <Section id="statuses" name="HTTP answers" finding={findingOf(statusFinding(statuses), trend.selection)}>
        <p class="expect">No HTTP status was recorded in this time. Every response of every step is counted here.</p>
      </Section>
    )
  }
  const several = trend.selection !== undefined || hasSeveralTargets(statuses)
  const present = STATUS_CLASSES.filter((_, index) =>
    statuses.some((mix) => mix.buckets.some((bucket) => (bucket.counts[index] ?? 0) > 0)),
  )
  return (
    <Section id="statuses" name="HTTP answers" finding={findingOf(statusFinding(statuses), trend.selection)}>
      {statuses.some(hasErrors) ? (
        <ul class="legend">
          {present.map((name) => (
            <li>
              <svg width="16" height="16" aria-hidden="true" focusable="false">
                <rect class={`status s-${name}`} width="16" height="16" />
              </svg>
              {CLASS_WORDS[name]}
            </li>
          ))}
        </ul>
      ) : null}
      <div class="status-rows">
        {statuses.map((mix) => (
          <div class="status-row">
            <h3>
              <SurfaceName surface={mix} withTarget={several} />
            </h3>
            {hasErrors(mix) ? (
              <div>
                <StatusBars mix={mix} scale={range} />
                <TimeAxis scale={range} view={view} most={8} />
              </div>
            ) : (
              <p class="soft">No error.</p>
            )}
            <Codes mix={mix} />
          </div>
        ))}
      </div>
      {statuses.some((mix) => Object.keys(mix.total).some(isUnanswered)) ? (
        <p class="note">
          Timeouts and failed connections are runs, not answers. Each run that failed by one is counted once, in
          addition to the answers that it got, among them the 200 of a stream that stalled.
        </p>
      ) : null}
    </Section>
  )
}

/** Without an error the bars would be of one colour. */
function hasErrors(mix: StatusMix): boolean {
  return Object.entries(mix.total).some(([code, n]) => n > 0 && code >= '400')
}

/** The exact codes, errors first. */
function Codes({ mix }: { mix: StatusMix }) {
  const codes = Object.entries(mix.total)
    .filter(([, n]) => n > 0)
    .toSorted(([a, n], [b, m]) => Number(b >= '400') - Number(a >= '400') || m - n)
  return (
    <ul class="codes">
      {codes.slice(0, LISTED).map(([code, n]) => (
        <li class={code >= '400' ? 'bad' : undefined}>
          <b>{code.slice(0, 12)}</b> {count(n)}
        </li>
      ))}
      {codes.length > LISTED ? <li>and {plural(codes.length - LISTED, 'other code')}</li> : null}
    </ul>
  )
}
