/** What a client printed, line by line JSON or one JSON object, as far as it could be read. */
export interface CliOutput {
  /** The last object with `type: "result"`. */
  readonly result: Readonly<Record<string, unknown>> | undefined
  /** Some text of the reply was printed. */
  readonly hasText: boolean
  /** The client said that the service began to answer. */
  readonly hasStart: boolean
  /** The error an `assistant` line carries. */
  readonly assistantError: string | undefined
  /** Retries that the client told of. */
  readonly retries: number
}

type Json = Readonly<Record<string, unknown>>

/** Reads Claude Code's `--output-format json` and `stream-json`; lines that are not JSON are passed over. */
export function readCliOutput(stdout: string): CliOutput {
  const objects = objectsIn(stdout)
  const partial = objects.filter(({ type }) => type === 'stream_event').map(({ event }) => event as Json | undefined)
  const assistant = objects.findLast(({ type, error }) => type === 'assistant' && typeof error === 'string')
  return {
    result: objects.findLast(({ type }) => type === 'result'),
    hasStart: partial.some((event) => event?.type === 'message_start'),
    hasText: partial.some((event) => event?.type === 'content_block_delta'),
    assistantError: assistant?.error as string | undefined,
    retries: objects.filter(({ type, subtype }) => type === 'system' && subtype === 'api_retry').length,
  }
}

function objectsIn(text: string): readonly Json[] {
  const whole = parse(text)
  if (whole) return [whole]
  return text
    .split('\n')
    .map(parse)
    .filter((value) => value !== undefined)
}

function parse(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
