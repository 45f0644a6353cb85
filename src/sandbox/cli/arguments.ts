import { parseArgs } from 'node:util'

const FORMATS = ['text', 'json', 'stream-json'] as const
type OutputFormat = (typeof FORMATS)[number]

/** The parsed command line. */
type Command =
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'auth'; readonly json: boolean }
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'wrong'; readonly message: string }

export interface Ask {
  readonly prompt: string
  readonly model: string
  readonly format: OutputFormat
  /** Show every event of the stream in stream-json. */
  readonly partial: boolean
  readonly system: string | undefined
}

const DEFAULT_MODEL = 'lumen-small-2'

/** The flags of Claude Code that probes pass. Those without an effect here are accepted and ignored. */
const OPTIONS = {
  print: { type: 'boolean', short: 'p' },
  'output-format': { type: 'string', default: 'text' },
  model: { type: 'string', default: DEFAULT_MODEL },
  'system-prompt': { type: 'string' },
  'include-partial-messages': { type: 'boolean' },
  verbose: { type: 'boolean' },
  json: { type: 'boolean' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
  bare: { type: 'boolean' },
  tools: { type: 'string' },
  'max-turns': { type: 'string' },
  'no-session-persistence': { type: 'boolean' },
  'strict-mcp-config': { type: 'boolean' },
} as const

/** Reads the arguments after the program's name. */
export function readArguments(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
    })
    if (values.version) return { kind: 'version' }
    if (values.help) return { kind: 'help' }
    if (positionals[0] === 'auth' && positionals[1] === 'status') return { kind: 'auth', json: values.json === true }
    const format = FORMATS.find((name) => name === values['output-format'])
    if (!format) return wrong(`error: option '--output-format <format>' must be one of ${FORMATS.join(', ')}`)
    if (format === 'stream-json' && !values.verbose) {
      return wrong('Error: When using --print, --output-format=stream-json requires --verbose')
    }
    if (positionals[0] === undefined)
      return wrong('Error: Input must be provided as a prompt argument when using --print')
    const partial = values['include-partial-messages'] === true
    const ask = { prompt: positionals[0], model: values.model, format, partial, system: values['system-prompt'] }
    return { kind: 'ask', ask }
  } catch (error) {
    const option = /'(-[^' ]*)/.exec((error as Error).message)?.[1]
    return wrong(option ? `error: unknown option '${option}'` : `error: ${(error as Error).message}`)
  }
}

function wrong(message: string): Command {
  return { kind: 'wrong', message }
}
