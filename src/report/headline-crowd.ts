import type { DisplayState, SurfaceView } from '../../dashboards/model/model.ts'
import { oneLine } from '../core/index.ts'
import { inWords } from './names.ts'

/** Surfaces in trouble that are named; more are counted. */
const NAMED = 3

/** "Two surfaces are down, one is degraded. 997 of 1,000 surfaces are operational." for more surfaces than a sentence can name. */
export function crowdSentences(surfaces: readonly SurfaceView[]): string[] {
  const of = (standing: DisplayState) => surfaces.filter((surface) => surface.standing === standing)
  const [down, degraded, open, parked] = [of('down'), of('degraded'), of('operational'), of('maintenance')]
  const unsure = [...of('unknown'), ...of('waiting')]
  const named = down.length + degraded.length <= NAMED
  const trouble = named
    ? [...down, ...degraded].map((surface) => `${oneLine(surface.target, 40)} ${surface.title} is ${surface.standing}`)
    : [clause(down, 'down', 'surface'), clause(degraded, 'degraded', down.length > 0 ? '' : 'surface')].filter(Boolean)
  const works =
    open.length > 0 ? [`${number(open.length)} of ${number(surfaces.length)} surfaces are operational.`] : []
  const rests = parked.length > 0 ? [`${capital(clause(parked, 'under maintenance', 'surface'))}.`] : []
  const doubt =
    unsure.length > 0 ? [`We do not know about ${inWords(unsure.length)} ${surfaceWord(unsure.length)}.`] : []
  return trouble.length > 0
    ? [`${capital(trouble.join(', '))}.`, ...works, ...rests, ...doubt]
    : [...doubt, ...rests, ...works]
}

/** "ten surfaces are down" */
function clause(surfaces: readonly SurfaceView[], words: string, noun: 'surface' | ''): string {
  if (surfaces.length === 0) return ''
  const nouns = noun === '' ? '' : ` ${surfaceWord(surfaces.length)}`
  return `${number(surfaces.length)}${nouns} ${surfaces.length === 1 ? 'is' : 'are'} ${words}`
}

function surfaceWord(count: number): string {
  return count === 1 ? 'surface' : 'surfaces'
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
