import {
  type Alert,
  type Failure,
  type FailureClass,
  type Notice,
  oneLine,
  surfaceWord,
  timeAndDay,
} from '../../core/index.ts'
import { situationOf } from '../text/headline.ts'
import { HEADLINE_MESSAGE, sentence, whyOf } from '../text/words.ts'
import { compose } from './compose.ts'
import type { Scene } from './scene.ts'
import { isSilenced } from './silenced.ts'

/** Classes whose notice text holds more than the headline. */
const TEXT_HOLDS_MORE: ReadonlySet<FailureClass> = new Set([
  'interrupted',
  'budget',
  'unprotected',
  'storage',
  'dns',
  'connect',
  'tls',
])

/** The alert of a notice: trouble of the monitor itself, never worded as an outage of the provider. */
export function noticeAlert(notice: Notice, scene: Scene): Alert {
  const about = notice.failure.class === 'unprotected' ? 'the plan' : 'the monitor'
  if (!notice.open) {
    const lines = [sentence(notice.text), `This was about ${about}, not about the service.`]
    return compose(
      {
        kind: 'cleared',
        key: `${notice.key}:cleared:${notice.at}`,
        headline: clearedHeadline(notice, scene),
        lines,
        notice,
      },
      scene,
    )
  }
  const lines = [
    `This is about ${about}, not an outage of the service.`,
    TEXT_HOLDS_MORE.has(notice.failure.class) ? sentence(notice.text) : uncutMessage(notice.failure),
    `Since ${timeAndDay(notice.at)}.`,
    adviceFor(notice),
  ]
  return compose(
    {
      kind: isTrouble(notice) ? 'trouble' : 'notice',
      key: `${notice.key}:notice:${occasionOf(notice)}`,
      headline: openHeadline(notice),
      lines,
      notice,
    },
    scene,
  )
}

/** Whether the monitor itself fails; else a probe, key, limit or budget is to be corrected. */
function isTrouble({ blame, failure, kind }: Notice): boolean {
  if (kind === 'memory' || blame === 'network') return true
  return failure.class === 'storage' || failure.class === 'interrupted' || isKilled(failure)
}

/** A budget is alerted once a day, however often the cadence falls and rises: the notice's key names the day. */
function occasionOf({ failure, at }: Notice): string {
  return failure.class === 'budget' ? 'day' : String(at)
}

function openHeadline({ blame, failure, kind, probe, surface }: Notice): string {
  if (kind === 'memory') return failure.message
  const why = whyOf(failure)
  if (blame === 'network') return `the monitor's own network fails (${why}), surfaces are not judged`
  if (blame === 'probe') return `probe ${nameOf(probe)} needs repair (${why})`
  if (failure.class === 'credentials') return `our own credentials for ${surfaceWord(surface)} are refused (${why})`
  if (failure.class === 'quota') return `our own limit for ${surfaceWord(surface)} is used up (${why})`
  if (failure.class === 'budget') return `probing is slowed to keep within its budget (${why})`
  if (failure.class === 'unprotected') return `a workflow is no longer protected: ${why}`
  if (failure.class === 'storage') return `the monitor cannot store what it measures (${why})`
  if (failure.class === 'interrupted') return `probe ${nameOf(probe)} has stopped reporting${causeOf(failure)}`
  return `probe ${nameOf(probe)} cannot measure ${surfaceWord(surface)}, the cause is ours (${why})`
}

/** Why a probe does not report, where the notice has a detail: " (the run that began at 18:03:00 UTC has not ended)". */
function causeOf({ detail }: Failure): string {
  return detail === undefined ? '' : ` (${oneLine(detail, HEADLINE_MESSAGE)})`
}

/** The whole message where the headline cuts it: the owner needs the whole locator to fix it. */
function uncutMessage({ message }: Failure): string {
  return message.length > HEADLINE_MESSAGE ? sentence(message) : ''
}

/** What works again, and what is broken nevertheless: the end of a notice is no news that the service is well. */
function clearedHeadline(notice: Notice, scene: Scene): string {
  const broken = situationOf(scene.surfaces.filter(({ surface }) => !isSilenced(scene, surface)))
  return broken === '' ? worksAgain(notice) : `${worksAgain(notice)}; ${broken}`
}

function worksAgain({ blame, failure, probe, surface }: Notice): string {
  if (blame === 'network') return `the monitor's own network works again`
  if (failure.class === 'unprotected') return `protected again: ${whyOf(failure)}`
  if (failure.class === 'storage') return 'the monitor stores what it measures again'
  // The report may be a run that measured nothing.
  if (failure.class === 'interrupted') return `probe ${nameOf(probe)} reports again`
  return `probe ${nameOf(probe)} measures ${surfaceWord(surface)} again`
}

const NETWORK_ADVICE = 'Check the network, name server and proxy of the machine that runs the monitor.'

const MEMORY_ADVICE =
  'Check the disk of the monitor. If nothing is wrong with it, please report this as a bug in Doorwatch, with the text above.'

/** Classes whose blame is the monitor's own only where something outside killed the process. */
const KILLED_CLASSES: ReadonlySet<FailureClass> = new Set(['probe_error', 'browser_crash', 'spawn'])

function isKilled(failure: Failure): boolean {
  return KILLED_CLASSES.has(failure.class) && failure.blame === 'ours'
}

/** What the owner of the monitor can do, by the class of the failure. */
const ADVICE: Readonly<Partial<Record<FailureClass, string>>> = {
  credentials: 'Check the key, password or session the probe uses, and the account behind it.',
  quota: 'Raise the limit of the probe account, or lower the cadence.',
  bad_request: 'Check the address, model and request that the target is configured with.',
  budget: 'Raise the budget of the target in the configuration, or probe less often; it is full again at 00:00 UTC.',
  unprotected: 'Run doorwatch plan to see what is missing.',
  storage: 'Check the disk of the monitor, and what else holds its database open.',
  interrupted: 'Check that the worker is running and can start its probes.',
  drift: 'Open the page, compare it with the locator, and correct the locator in the configuration.',
  blocked: 'Ask the provider for permission, or watch this surface another way; a bot wall is never bypassed.',
  browser_crash: 'Check the browser or program on the machine of the monitor, its memory and its disk.',
  spawn: 'Check the browser or program on the machine of the monitor, its memory and its disk.',
  dns: NETWORK_ADVICE,
  connect: NETWORK_ADVICE,
  tls: NETWORK_ADVICE,
}

/** One sentence on what the owner of the monitor can do. */
function adviceFor({ failure, kind }: Notice): string {
  if (kind === 'memory') return MEMORY_ADVICE
  if (failure.blame === 'network') return NETWORK_ADVICE
  if (isKilled(failure)) {
    return 'Check the memory of the machine that runs the monitor, and its system log for the signal.'
  }
  if (failure.class === 'unprotected' && failure.detail !== undefined) return failure.detail
  return ADVICE[failure.class] ?? 'Run the probe by hand to see where it breaks.'
}

function nameOf(probe: string): string {
  return oneLine(probe, 60)
}
