import { formatDuration, muteScopeText, type StoredQuietWindow } from '../src/core/index.ts'
import { formDocument, Problem } from './form-page.tsx'
import { type Format, formatIn } from './words/format.ts'

/** The page on which alerts are muted, and mutes are ended. */
export interface MutesPage {
  readonly windows: readonly StoredQuietWindow[]
  /** What can be muted, by name. */
  readonly names: readonly string[]
  readonly entered: { readonly scope: string; readonly span: string; readonly reason: string }
  readonly problem?: string
}

/** What the list of durations offers. */
export const MUTE_SPANS = ['30m', '1h', '2h', '4h', '8h', '1d', '3d', '7d'] as const
const SPAN_WORDS: Readonly<Record<(typeof MUTE_SPANS)[number], string>> = {
  '30m': '30 minutes',
  '1h': '1 hour',
  '2h': '2 hours',
  '4h': '4 hours',
  '8h': '8 hours',
  '1d': '1 day',
  '3d': '3 days',
  '7d': '7 days',
}

export function mutesDocument(page: MutesPage, view: { readonly timezone: string; readonly at: number }): string {
  const format = formatIn(view.timezone, view.at)
  return formDocument(
    'Mutes, Doorwatch',
    <>
      <p class="back">
        <a href="/">Front page</a>
      </p>
      <h1>Mutes</h1>
      <Windows windows={page.windows} at={view.at} format={format} />
      <h2>Mute alerts</h2>
      <p>A mute silences alerts and changes no state. What is still broken at its end is alerted then.</p>
      <Problem text={page.problem} />
      <MuteForm {...page} />
    </>,
  )
}

function Windows({ windows, at, format }: { windows: MutesPage['windows']; at: number; format: Format }) {
  if (windows.length === 0) return <p>No mute is active.</p>
  return (
    <ul class="mutes">
      {windows.map((window) => (
        <li>
          <p>
            <b>
              <bdi>{muteScopeText(window)}</bdi>
            </b>
            {window.kind === 'maintenance' ? ', maintenance' : null} {window.from > at ? 'from' : 'until'}{' '}
            {format.moment(window.from > at ? window.from : window.to)} {format.offset(window.to)}, for{' '}
            {formatDuration(window.to - Math.max(at, window.from))}
            {window.from > at ? null : ' more'}
            {window.reason === undefined ? null : <bdi>: {window.reason}</bdi>}
          </p>
          <form method="post" action={`/mutes/${window.id}/end`}>
            <button type="submit" aria-label={`End the mute of ${muteScopeText(window)}`}>
              End
            </button>
          </form>
        </li>
      ))}
    </ul>
  )
}

function MuteForm({ names, entered }: MutesPage) {
  return (
    <form method="post" action="/mutes">
      <label for="scope">Surface, target, or everything</label>
      <input id="scope" name="scope" list="names" value={entered.scope} autocomplete="off" maxlength={200} required />
      <datalist id="names">
        {['everything', ...names].map((name) => (
          <option value={name} />
        ))}
      </datalist>
      <label for="span">For</label>
      <select id="span" name="span">
        {MUTE_SPANS.map((span) => (
          <option value={span} selected={span === entered.span}>
            {SPAN_WORDS[span]}
          </option>
        ))}
      </select>
      <label for="reason">Reason (optional)</label>
      <input id="reason" name="reason" value={entered.reason} autocomplete="off" maxlength={300} />
      <button type="submit">Mute</button>
    </form>
  )
}
