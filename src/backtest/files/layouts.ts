import { MonitorError, type Outcome } from '../../core/index.ts'
import { cellsOf } from './cells.ts'

/** Index of the cell for each field; -1 where the file does not have it. */
export interface Layout {
  readonly at: number
  readonly outcome: number
  readonly surface: number
  /** Number of the monitor, where the file has no name of the surface. */
  readonly monitor: number
  readonly http: number
  readonly ms: number
  readonly failure: number
  readonly location: number
  readonly probe: number
  /** A message that may contain the HTTP status. */
  readonly words: number
  /** How long the state of a row lasted, in minutes and as text; only where rows are spans. */
  readonly minutes: number
  readonly duration: number
  /** End of that state. */
  readonly until: number
  readonly isSpans: boolean
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly delimiter: string
  /** Numbers have a decimal comma: 812,5. */
  readonly decimalComma: boolean
}

const DOORWATCH: readonly (readonly [string, Outcome])[] = [
  ['passed', 'passed'],
  ['slow', 'slow'],
  ['failed', 'failed'],
  ['error', 'error'],
  ['up', 'passed'],
  ['degraded', 'slow'],
  ['down', 'failed'],
]
const MONITORS: readonly (readonly [string, Outcome])[] = [
  ...DOORWATCH,
  // A failed check before its confirmation.
  ['unconfirmed_down', 'failed'],
  ['pending', 'failed'],
  ['maintenance', 'skipped'],
  ['paused', 'skipped'],
  ['started', 'skipped'],
  ['unknown', 'skipped'],
]
/** Status numbers of Uptime Kuma: DOWN, UP, PENDING, MAINTENANCE. */
const KUMA: readonly (readonly [string, Outcome])[] = [
  ...MONITORS,
  ['0', 'failed'],
  ['1', 'passed'],
  ['2', 'failed'],
  ['3', 'skipped'],
]

interface Kind {
  /** The header must have one name of each group. */
  readonly needs: readonly (readonly string[])[]
  readonly at: string
  readonly outcome: string
  readonly outcomes: readonly (readonly [string, Outcome])[]
  readonly isSpans?: boolean
}

/** The first match wins. */
const KINDS: readonly Kind[] = [
  { needs: [['at'], ['surface'], ['outcome']], at: 'at', outcome: 'outcome', outcomes: DOORWATCH },
  { needs: [['t_utc_iso'], ['status']], at: 't_utc_iso', outcome: 'status', outcomes: DOORWATCH },
  // Uptime Kuma: the table heartbeat, or heartbeatList of a status page.
  {
    needs: [['time'], ['status'], ['ping', 'monitor_id', 'monitorid']],
    at: 'time',
    outcome: 'status',
    outcomes: KUMA,
  },
  // Pingdom: results of /results/{checkid}.
  { needs: [['time'], ['status'], ['responsetime']], at: 'time', outcome: 'status', outcomes: MONITORS },
  // UptimeRobot: its log of changes.
  { needs: [['event'], ['date-time']], at: 'date-time', outcome: 'event', outcomes: MONITORS, isSpans: true },
  // Pingdom: states of /summary.outage/{checkid}.
  {
    needs: [['timefrom'], ['timeto'], ['status']],
    at: 'timefrom',
    outcome: 'status',
    outcomes: MONITORS,
    isSpans: true,
  },
]

const DELIMITERS = [',', ';', '\t', '|']

/** @returns The delimiter of a line such as `sep=;`, which Excel writes and reads. */
export function statedDelimiter(line: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*$/i.exec(line)?.[1]
}

/**
 * @param stated the delimiter, where a line such as `sep=;` gives it
 * @returns The layout of a header
 * @throws MonitorError code `history` for an unrecognised header
 */
export function layoutOf(header: string, stated?: string): Layout {
  for (const delimiter of stated === undefined ? DELIMITERS : [stated]) {
    const layout = layoutOfNames(cellsOf(header.replace(/^\uFEFF/, ''), delimiter), delimiter)
    if (layout) return layout
  }
  throw headerError(header)
}

/** @returns The layout for these names of columns or fields; undefined where they are unrecognised. */
export function layoutOfNames(columns: readonly string[], delimiter: string): Layout | undefined {
  const names = columns.map((name) => name.trim().toLowerCase())
  const has = (needs: Kind['needs']) => needs.every((group) => group.some((name) => names.includes(name)))
  const kind = KINDS.find(({ needs }) => has(needs))
  if (!kind) return undefined
  // Prefers the first wanted name, whatever the order of the columns.
  const find = (...wanted: readonly string[]) => names.indexOf(wanted.find((name) => names.includes(name)) ?? '\0')
  return {
    at: find(kind.at),
    outcome: find(kind.outcome),
    surface: find('surface', 'monitor_name', 'monitor', 'name', 'check_name'),
    monitor: find('monitor_id', 'monitorid', 'checkid'),
    http: find('http_status', 'http'),
    ms: find('duration_ms', 'ms', 'ping', 'responsetime'),
    failure: find('failure_class'),
    location: find('location'),
    probe: find('probe'),
    words: find('msg', 'reason', 'statusdesclong', 'statusdesc'),
    minutes: find('duration (in mins.)'),
    duration: kind.isSpans ? find('duration') : -1,
    until: find('timeto'),
    isSpans: kind.isSpans === true,
    outcomes: new Map(kind.outcomes),
    delimiter,
    decimalComma: delimiter !== ',',
  }
}

const COLUMNS =
  'Use at,surface,outcome,http_status,duration_ms,failure_class (location,probe optional) or t_utc_iso,status,http,ms, or an export of Uptime Kuma (table heartbeat), UptimeRobot (log) or Pingdom (results), delimited by comma, semicolon or tab.'

export function headerError(header: string): MonitorError {
  if (header.startsWith('SQLite format 3')) {
    return new MonitorError('history', 'the file is a database, not a file of runs', {
      hint: 'For Uptime Kuma: sqlite3 -header -csv kuma.db "select h.*, m.name as monitor_name from heartbeat h join monitor m on m.id = h.monitor_id" > runs.csv',
    })
  }
  if (header.startsWith('PK\u0003\u0004')) {
    return new MonitorError('history', 'the file is a spreadsheet or an archive, not a file of runs', {
      hint: 'Save the sheet as CSV, or unpack the archive.',
    })
  }
  const got = header === '' ? 'an empty file' : `"${header.slice(0, 200)}"`
  return new MonitorError('history', `the first line is ${got}, not a header of run columns`, { hint: COLUMNS })
}
