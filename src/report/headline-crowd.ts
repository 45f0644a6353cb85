import type { DisplayState, SurfaceView } from '../../dashboards/model/model.ts'
import { oneLine } from '../core/index.ts'
import { inWords } from './names.ts'

/** Doors in trouble that are named; more are counted. */
const NAMED = 3

/** "Two doors are down, one is degraded. The other 997 of 1,000 doors are open." for more doors than a sentence can name. */
export function crowdSentences(doors: readonly SurfaceView[]): string[] {
  const of = (standing: DisplayState) => doors.filter((door) => door.standing === standing)
  const [down, degraded, open, parked] = [of('down'), of('degraded'), of('operational'), of('maintenance')]
  const unsure = [...of('unknown'), ...of('waiting')]
  const named = down.length + degraded.length <= NAMED
  const trouble = named
    ? [...down, ...degraded].map((door) => `${oneLine(door.target, 40)} ${door.title} is ${door.standing}`)
    : [clause(down, 'down', 'door'), clause(degraded, 'degraded', down.length > 0 ? '' : 'door')].filter(Boolean)
  const works = open.length > 0 ? [`${number(open.length)} of ${number(doors.length)} doors are open.`] : []
  const rests = parked.length > 0 ? [`${capital(clause(parked, 'under maintenance', 'door'))}.`] : []
  const doubt =
    unsure.length > 0 ? [`We do not know about ${inWords(unsure.length)} ${surfaceWord(unsure.length)}.`] : []
  return trouble.length > 0
    ? [`${capital(trouble.join(', '))}.`, ...works, ...rests, ...doubt]
    : [...doubt, ...rests, ...works]
}

/** "ten doors are down" */
function clause(doors: readonly SurfaceView[], words: string, noun: 'door' | ''): string {
  if (doors.length === 0) return ''
  const nouns = noun === '' ? '' : ` ${surfaceWord(doors.length)}`
  return `${number(doors.length)}${nouns} ${doors.length === 1 ? 'is' : 'are'} ${words}`
}

function surfaceWord(count: number): string {
  return count === 1 ? 'door' : 'doors'
}

function number(count: number): string {
  return count > 12 ? count.toLocaleString('en-US') : inWords(count)
}

/** Names of targets keep their own case. */
function capital(text: string): string {
  return /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) /.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text
}
