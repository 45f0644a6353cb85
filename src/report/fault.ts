import type { Door, Fault, NoticeView } from '../../dashboards/model.ts'
import { formatDuration } from '../core/index.ts'
import { clean } from './clean.ts'
import { inWords, listOf } from './names.ts'

/** The answer to "is it us?". Only what the provider does wrong moves a state, so trouble of a door is the provider's. */
export function faultOf(doors: readonly Door[], notices: readonly NoticeView[], now: number): Fault {
  const bad = doors.filter((door) => door.standing === 'down' || door.standing === 'degraded')
  const network = notices.find((notice) => notice.blame === 'network')
  if (bad.length > 0 && network) return { verdict: 'unclear', answer: 'Perhaps both.', detail: network.text }
  if (bad.length > 0) return theirs(doors, bad)
  if (network) return { verdict: 'us', answer: 'Yes, our network.', detail: network.text }
  const silent = doors.filter((door) => door.believed !== undefined)
  if (silent.length > 0) return silence(silent, now)
  if (doors.length > 0 && doors.every((door) => door.standing === 'waiting')) return waiting(doors)
  if (doors.some((door) => door.standing === 'unknown')) {
    return { verdict: 'unclear', answer: 'We cannot tell.', detail: 'No run says anything about the service itself.' }
  }
  if (notices.length > 0) return ours(notices)
  if (doors.length === 0) {
    return { verdict: 'nobody', answer: 'No probe yet.', detail: 'Start the worker with “doorwatch start”.' }
  }
  return { verdict: 'nobody', answer: 'Nothing is broken.', detail: stumbles(doors) }
}

/** A run that failed is not yet an outage, but it is not passed over in silence either. */
function stumbles(doors: readonly Door[]): string {
  const stumbled = doors.filter((door) => door.probes.some((probe) => probe.last && probe.last.outcome !== 'passed'))
  if (stumbled.length === 0) return 'The last run of every probe came through.'
  const titles = listOf(
    stumbled.map((door) => door.title),
    'inside',
  )
  return `The last run of ${titles} did not pass, which alone is no outage.`
}

function theirs(doors: readonly Door[], bad: readonly Door[]): Fault {
  const targets = [...new Set(bad.map((door) => clean(door.target, 40)))]
  const fine = doors.filter((door) => door.standing === 'operational')
  const detail =
    fine.length > 0
      ? `${listOf(
          fine.map((door) => door.title),
          'capital',
        )} ${fine.length === 1 ? 'answers' : 'answer'} from this same machine.`
      : 'No door answers from this machine, and nothing points to our own network.'
  return { verdict: 'them', answer: `No, it is ${listOf(targets, 'inside')}.`, detail }
}

function silence(silent: readonly Door[], now: number): Fault {
  const last = Math.max(...silent.map((door) => door.since ?? 0))
  return {
    verdict: 'us',
    answer: 'Yes, the monitor is silent.',
    detail: `The last run ended ${formatDuration(now - last)} ago. Is the worker running?`,
  }
}

function waiting(doors: readonly Door[]): Fault {
  const running = doors.some((door) => door.probes.some((probe) => probe.runningSince !== undefined))
  return {
    verdict: 'unclear',
    answer: 'Too early to say.',
    detail: running ? 'The first runs are under way.' : 'The first result is a few seconds away once the worker runs.',
  }
}

function ours(notices: readonly NoticeView[]): Fault {
  const count = notices.length
  return {
    verdict: 'us',
    answer: 'No outage.',
    detail: `But ${count === 1 ? 'one thing' : `${inWords(count)} things`} on our side ${count === 1 ? 'needs' : 'need'} someone, see below.`,
  }
}
