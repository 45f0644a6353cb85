import type { Door, ProbeKind } from '../core/index.ts'
import type { ApiArguments, BrowserArguments, CliArguments } from './arguments.ts'
import type { BrowserProbeOptions, ProbeOptions } from './options.ts'

/** The same in every copy of this module: a probe file may bundle another copy than the runner imports. */
const MARK = Symbol.for('doorwatch.probe')

interface Defined<K extends ProbeKind, O, A> {
  readonly kind: K
  readonly options: O
  readonly body: (args: A) => Promise<void>
}

export type BrowserProbe = Defined<'browser', BrowserProbeOptions, BrowserArguments<Door>>
export type ApiProbe = Defined<'api', ProbeOptions, ApiArguments<Door>>
export type CliProbe = Defined<'cli', ProbeOptions, CliArguments<Door>>
/** What a probe file exports by default. */
export type Probe = BrowserProbe | ApiProbe | CliProbe

/** A flow through a web page. `body` is Playwright code; its parts are wrapped in `step`. */
export function browserProbe<const D extends Door>(
  options: BrowserProbeOptions<D>,
  body: (args: BrowserArguments<D>) => Promise<void>,
): BrowserProbe {
  return mark({ kind: 'browser', options, body: body as BrowserProbe['body'] })
}

/** A flow of HTTP requests. */
export function apiProbe<const D extends Door>(
  options: ProbeOptions<D>,
  body: (args: ApiArguments<D>) => Promise<void>,
): ApiProbe {
  return mark({ kind: 'api', options, body: body as ApiProbe['body'] })
}

/** A flow of commands. */
export function cliProbe<const D extends Door>(
  options: ProbeOptions<D>,
  body: (args: CliArguments<D>) => Promise<void>,
): CliProbe {
  return mark({ kind: 'cli', options, body: body as CliProbe['body'] })
}

/** Whether a value is a probe of one of the three functions above. */
export function isProbe(value: unknown): value is Probe {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true
}

function mark<P extends Probe>(probe: P): P {
  return Object.defineProperty(probe, MARK, { value: true })
}
