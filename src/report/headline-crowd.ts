import type { DisplayState, SurfaceView } from '../../dashboards/model/model.ts'
import { capital, oneLine } from '../core/index.ts'
import { inWords } from './names.ts'

/** Up to this many broken surfaces are named; more are counted. */
const NAMED = 3

/** "Two surfaces are down, one is degraded. 997 of 1,000 surfaces are operational." for more surfaces than a sentence can name. */
export function crowdSentences(surfaces: readonly SurfaceView[]): string[] {
  const of = (standing: DisplayState) => surfaces.filter((surface) => surface.standing === standing)
  const [down, degraded, operational, inMaintenance] = [
    of('down'),
    of('degraded'),
    of('operational'),
    of('maintenance'),
  ]
  const named = down.length + degraded.length <= NAMED
  const brokenText = named
    ? [...down, ...degraded].map((surface) => `${oneLine(surface.target, 40)} ${surface.title} is ${surface.standing}`)
    : [clause(down, 'down', 'surface'), clause(degraded, 'degraded', down.length > 0 ? '' : 'surface')].filter(Boolean)
  const operationalText =
    operational.length > 0
      ? [
          capitalNumber(
            `${number(operational.length)} of ${number(surfaces.length)} surfaces ${operational.length === 1 ? 'is' : 'are'} operational.`,
          ),
        ]
      : []
  const maintenanceText =
    inMaintenance.length > 0 ? [`${capitalNumber(clause(inMaintenance, 'under maintenance', 'surface'))}.`] : []
  const unknownText = [
    ...countSentence('The state of', of('unknown'), ' is unknown.'),
    ...countSentence('Waiting for the first result of', of('waiting'), '.'),
  ]
  return brokenText.length > 0
    ? [`${capitalNumber(brokenText.join(', '))}.`, ...operationalText, ...maintenanceText, ...unknownText]
    : [...unknownText, ...maintenanceText, ...operationalText]
}

/** "The state of ten surfaces is unknown."; empty for no surface. */
function countSentence(start: string, surfaces: readonly SurfaceView[], end: string): string[] {
  const { length } = surfaces
  return length === 0 ? [] : [`${start} ${number(length)} ${surfaceWord(length)}${end}`]
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
function capitalNumber(text: string): string {
  return /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) /.test(text) ? capital(text) : text
}
