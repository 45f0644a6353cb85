import type { Fault, NoticeView, SurfaceView } from '../../dashboards/model/model.ts'
import { formatDuration, isBroken, oneLine } from '../core/index.ts'
import { LONGEST_LIST, titleList } from './names.ts'

/** The answer to "is it us?". Only provider failures change a state, so a broken surface is the provider's fault. */
export function faultOf(surfaces: readonly SurfaceView[], notices: readonly NoticeView[], now: number): Fault {
  const broken = surfaces.filter((surface) => isBroken(surface.standing))
  const network = notices.find((notice) => notice.blame === 'network')
  if (broken.length > 0 && network) return { verdict: 'unclear', answer: 'Perhaps both.', detail: network.text }
  if (broken.length > 0) return providerFault(surfaces, broken)
  if (network) return { verdict: 'us', answer: 'Yes, our network.', detail: network.text }
  const silent = surfaces.filter((surface) => surface.basis === 'silent' || surface.basis === 'no-worker')
  if (silent.length > 0) return monitorSilent(silent, now)
  if (surfaces.some((surface) => surface.standing === 'waiting')) return waiting(surfaces)
  const unknown = surfaces.find((surface) => surface.standing === 'unknown')
  if (unknown) {
    const detail = unknown.reason ?? 'No run measured the service itself.'
    return { verdict: 'unclear', answer: 'Unknown.', detail }
  }
  if (notices.length > 0) return ownerNotices(notices)
  if (surfaces.length === 0) {
    return { verdict: 'nobody', answer: 'No probe yet.', detail: 'Start the worker with "doorwatch start".' }
  }
  const inMaintenance = surfaces.filter((surface) => surface.maintenance && isBroken(surface.measured))
  if (inMaintenance.length > 0) return plannedWork(inMaintenance)
  return { verdict: 'nobody', answer: 'Nothing is broken.', detail: lastRunsText(surfaces) }
}

/** The titles of the surfaces, or their number where a sentence cannot name them all. */
function surfacesIn(surfaces: readonly SurfaceView[], start: 'capital' | 'inside'): string {
  if (surfaces.length > LONGEST_LIST) return `${surfaces.length.toLocaleString('en-US')} surfaces`
  return titleList(
    surfaces.map((surface) => surface.title),
    start,
  )
}

/** The answer for surfaces that are broken within a maintenance window. */
function plannedWork(surfaces: readonly SurfaceView[]): Fault {
  const titles = surfacesIn(surfaces, 'capital')
  const be = surfaces.length === 1 ? 'does not work and is' : 'do not work and are'
  return { verdict: 'nobody', answer: 'Nothing unplanned.', detail: `${titles} ${be} under maintenance.` }
}

/** The last runs as a sentence: one failed run is no outage, but the page mentions it. */
function lastRunsText(surfaces: readonly SurfaceView[]): string {
  const notPassed = surfaces.filter((surface) =>
    surface.probes.some((probe) => probe.last && probe.last.outcome !== 'passed'),
  )
  if (notPassed.length === 0) return 'The last run of every probe passed.'
  const titles = surfacesIn(notPassed, 'inside')
  return `The last run of ${titles} did not pass, which alone is no outage.`
}

function providerFault(surfaces: readonly SurfaceView[], broken: readonly SurfaceView[]): Fault {
  const targets = [...new Set(broken.map((surface) => oneLine(surface.target, 40)))]
  const operational = surfaces.filter((surface) => surface.standing === 'operational')
  const detail =
    operational.length > 0
      ? `${surfacesIn(operational, 'capital')} ${operational.length === 1 ? 'answers' : 'answer'} from this same machine.`
      : 'No surface answers from this machine, and nothing points to our own network.'
  return { verdict: 'them', answer: `No, it is ${titleList(targets, 'inside')}.`, detail }
}

function monitorSilent(silent: readonly SurfaceView[], now: number): Fault {
  const last = Math.max(...silent.map((surface) => surface.since ?? 0))
  const stopped = silent.every((surface) => surface.basis === 'no-worker')
  const cause = stopped ? 'No worker is running. Start it with "doorwatch start".' : 'Is the worker running?'
  return {
    verdict: 'us',
    answer: stopped ? 'The monitor is not running.' : 'Yes, the monitor is silent.',
    detail: `The last run ended ${formatDuration(Math.max(0, now - last))} ago. ${cause}`,
  }
}

function waiting(surfaces: readonly SurfaceView[]): Fault {
  const measured = surfaces.filter((surface) => surface.standing !== 'waiting')
  const running = surfaces.some((surface) => surface.probes.some((probe) => probe.runningSince !== undefined))
  const some = `${measured.length} of ${surfaces.length} surfaces ${measured.length === 1 ? 'has a result' : 'have a result'} so far.`
  const none = running
    ? 'The first runs are under way.'
    : 'The first result is a few seconds away once the worker runs.'
  return { verdict: 'unclear', answer: 'Too early to say.', detail: measured.length > 0 ? some : none }
}

function ownerNotices(notices: readonly NoticeView[]): Fault {
  const count = notices.length
  return {
    verdict: 'us',
    answer: 'No outage.',
    detail: `${count === 1 ? '1 notice' : `${count} notices`} on our side ${count === 1 ? 'needs' : 'need'} action, see below.`,
  }
}
