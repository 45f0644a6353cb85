import { type Alert, oneLine, type SurfaceStatus, surfaceWord } from '../../core/index.ts'
import { clockIn, headlineOf, linesOf } from './message-text.ts'
import { planLines } from './plan-lines.ts'
import { failureWords, inOrder, STATE_WORD } from './words.ts'

/** An alert as plain lines without colour, for terminals and plain-text mail. A digest has no surfaces of its own. */
export function alertText(alert: Alert & { readonly digest?: true }): string {
  const surfaces = alert.digest ? [] : inOrder(alert.surfaces).map((surface) => `  ${surfaceLine(surface, alert)}`)
  const parts = [
    [headlineOf(alert)],
    linesOf(alert),
    planLines(alert),
    surfaces,
    alert.links.map(({ text, url }) => `${oneLine(text, 80)}: ${oneLine(url, 500)}`),
  ]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')
}

/** "login     DOWN since 21:04:37 UTC: HTTP 500 at 'submit credentials' (server_error)" */
function surfaceLine(surface: SurfaceStatus, alert: Alert): string {
  return `${surfaceWord(surface.surface).padEnd(9)} ${STATE_WORD[surface.state]}${detailOf(surface, alert)}`
}

function detailOf({ state, since, failure }: SurfaceStatus, alert: Alert): string {
  if (state === 'operational') return ''
  const why = failure ? `: ${failureWords(failure)}` : ''
  return ` since ${clockIn(alert, since)}${why}`
}
