import { MonitorError, type Outcome } from '../../core/index.ts'
import { cellsOf } from './cells.ts'

/** Which cell of a row holds what; -1 for what the file does not have. */
export interface Layout {
  readonly at: number
  readonly outcome: number
  readonly surface: number
  /** A number in place of the surface's name. */
  readonly monitor: number
  readonly http: number
  readonly ms: number
  readonly failure: number
  readonly location: number
  readonly probe: number
  /** A message that may name the HTTP status. */
  readonly words: number
  /** How long the state of a row lasted, in minutes or in words; set where a row is a span and no run. */
  readonly minutes: number
  readonly duration: number
  /** When that state ended. */
  readonly until: number
  readonly isSpans: boolean
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly delimiter: string
  /** Numbers are written 812,5. */
  readonly decimalComma: boolean
}

const OURS: readonly (readonly [string, Outcome])[] = [
  ['passed', 'passed'],
  ['slow', 'slow'],
  ['failed', 'failed'],
  ['error', 'error'],
  ['up', 'passed'],
  ['degraded', 'slow'],
  ['down', 'failed'],
]
const MONITORS: readonly (readonly [string, Outcome])[] = [
  ...OURS,
  // A failed check that is not confirmed yet.
  ['unconfirmed_down', 'failed'],
  ['pending', 'failed'],
  ['maintenance', 'skipped'],
  ['paused', 'skipped'],
  ['started', 'skipped'],
  ['unknown', 'skipped'],
]
/** Uptime Kuma's numbers: DOWN, UP, PENDING, MAINTENANCE. */
const KUMA: readonly (readonly [string, Outcome])[] = [
  ...MONITORS,
  ['0', 'failed'],
  ['1', 'passed'],
  ['2', 'failed'],
  ['3', 'skipped'],
]

interface Kind {
  /** One name of each must be in the header. */
  readonly needs: readonly (readonly string[])[]
  readonly at: string
  readonly outcome: string
  readonly outcomes: readonly (readonly [string, Outcome])[]
  readonly isSpans?: boolean
}

/** The first that fits is taken. */
const KINDS: readonly Kind[] = [
  { needs: [['at'], ['surface'], ['outcome']], at: 'at', outcome: 'outcome', outcomes: OURS },
  { needs: [['t_utc_iso'], ['status']], at: 't_utc_iso', outcome: 'status', outcomes: OURS },
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

/** The delimiter that the line `sep=;`, which Excel writes and reads, names. */
export function statedDelimiter(line: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*$/i.exec(line)?.[1]
}

/**
 * The layout that a header tells, whatever it is delimited by.
 * @throws MonitorError code `history` where it is none that is known
 */
export function layoutOf(header: string, stated?: string): Layout {
  for (const delimiter of stated === undefined ? DELIMITERS : [stated]) {
    const layout = layoutOfNames(cellsOf(header.replace(/^\uFEFF/, ''), delimiter), delimiter)
    if (layout) return layout
  }
  throw headerError(header)
}

/** The layout of columns or fields of these names, undefined where it is none that is known. */
export function layoutOfNames(columns: readonly string[], delimiter: string): Layout | undefined {
  const names = columns.map((name) => name.trim().toLowerCase())
  const has = (needs: Kind['needs']) => needs.every((some) => some.some((name) => names.includes(name)))
  const kind = KINDS.find(({ needs }) => has(needs))
  if (!kind) return undefined
  // In the order of the wanted names, not of the columns.
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
