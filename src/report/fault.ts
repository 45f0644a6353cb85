import type { Fault, NoticeView, SurfaceView } from '../../dashboards/model/model.ts'
import { formatDuration, isBroken, oneLine } from '../core/index.ts'
import { inWords, LONGEST_LIST, titleList } from './names.ts'

/** The answer to "is it us?". Only what the provider does wrong moves a state, so trouble of a surface is the provider's. */
export function faultOf(surfaces: readonly SurfaceView[], notices: readonly NoticeView[], now: number): Fault {
  const bad = surfaces.filter((surface) => isBroken(surface.standing))
  const network = notices.find((notice) => notice.blame === 'network')
  if (bad.length > 0 && network) return { verdict: 'unclear', answer: 'Perhaps both.', detail: network.text }
  if (bad.length > 0) return theirs(surfaces, bad)
  if (network) return { verdict: 'us', answer: 'Yes, our network.', detail: network.text }
  const silent = surfaces.filter((surface) => surface.basis === 'silent' || surface.basis === 'no-worker')
  if (silent.length > 0) return silence(silent, now)
  if (surfaces.some((surface) => surface.standing === 'waiting')) return waiting(surfaces)
  const unknown = surfaces.find((surface) => surface.standing === 'unknown')
  if (unknown) {
    const detail = unknown.reason ?? 'No run says anything about the service itself.'
    return { verdict: 'unclear', answer: 'We cannot tell.', detail }
  }
  if (notices.length > 0) return ours(notices)
  if (surfaces.length === 0) {
    return { verdict: 'nobody', answer: 'No probe yet.', detail: 'Start the worker with “doorwatch start”.' }
  }
  const parked = surfaces.filter((surface) => surface.maintenance && isBroken(surface.measured))
  if (parked.length > 0) return planned(parked)
  return { verdict: 'nobody', answer: 'Nothing is broken.', detail: stumbles(surfaces) }
}

/** The surfaces by their titles; more than a sentence can name are counted. */
function surfacesIn(surfaces: readonly SurfaceView[], start: 'capital' | 'inside'): string {
  if (surfaces.length > LONGEST_LIST) return `${surfaces.length.toLocaleString('en-US')} surfaces`
  return titleList(
    surfaces.map((surface) => surface.title),
    start,
  )
}

/** Trouble within an announced maintenance. */
function planned(surfaces: readonly SurfaceView[]): Fault {
  const titles = surfacesIn(surfaces, 'capital')
  const be = surfaces.length === 1 ? 'does not work and is' : 'do not work and are'
  return { verdict: 'nobody', answer: 'Nothing unplanned.', detail: `${titles} ${be} under maintenance.` }
}

/** A run that failed is not yet an outage, but it is not passed over in silence either. */
function stumbles(surfaces: readonly SurfaceView[]): string {
  const stumbled = surfaces.filter((surface) =>
    surface.probes.some((probe) => probe.last && probe.last.outcome !== 'passed'),
  )
  if (stumbled.length === 0) return 'The last run of every probe passed.'
  const titles = surfacesIn(stumbled, 'inside')
  return `The last run of ${titles} did not pass, which alone is no outage.`
}

function theirs(surfaces: readonly SurfaceView[], bad: readonly SurfaceView[]): Fault {
  const targets = [...new Set(bad.map((surface) => oneLine(surface.target, 40)))]
  const fine = surfaces.filter((surface) => surface.standing === 'operational')
  const detail =
    fine.length > 0
      ? `${surfacesIn(fine, 'capital')} ${fine.length === 1 ? 'answers' : 'answer'} from this same machine.`
      : 'No surface answers from this machine, and nothing points to our own network.'
  return { verdict: 'them', answer: `No, it is ${titleList(targets, 'inside')}.`, detail }
}

function silence(silent: readonly SurfaceView[], now: number): Fault {
  const last = Math.max(...silent.map((surface) => surface.since ?? 0))
  const stopped = silent.every((surface) => surface.basis === 'no-worker')
  const cause = stopped ? 'No worker is running. Start it with “doorwatch start”.' : 'Is the worker running?'
  return {
    verdict: 'us',
    answer: stopped ? 'The monitor is not running.' : 'Yes, the monitor is silent.',
    detail: `The last run ended ${formatDuration(Math.max(0, now - last))} ago. ${cause}`,
  }
}

function waiting(surfaces: readonly SurfaceView[]): Fault {
  const tried = surfaces.filter((surface) => surface.standing !== 'waiting')
  const running = surfaces.some((surface) => surface.probes.some((probe) => probe.runningSince !== undefined))
  const some = `${tried.length} of ${surfaces.length} surfaces ${tried.length === 1 ? 'has a result' : 'have a result'} so far.`
  const none = running
    ? 'The first runs are under way.'
    : 'The first result is a few seconds away once the worker runs.'
  return { verdict: 'unclear', answer: 'Too early to say.', detail: tried.length > 0 ? some : none }
}

function ours(notices: readonly NoticeView[]): Fault {
  const count = notices.length
  return {
    verdict: 'us',
    answer: 'No outage.',
    detail: `But ${count === 1 ? 'one thing' : `${inWords(count)} things`} on our side ${count === 1 ? 'needs' : 'need'} someone, see below.`,
  }
}
