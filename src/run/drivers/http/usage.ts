import { defined, type JsonObject, jsonObject } from '../../../core/index.ts'
import type { OpenStep } from '../../record/recorder.ts'

/** Tokens as the service counted them. */
interface Usage {
  readonly input_tokens?: number
  readonly output_tokens?: number
}

/**
 * Adds the tokens of one answer to the measures of a step, also where the answer fails later. Each call takes the answer's
 * JSON, or that of the next event of a stream: events carry running totals, so the last one counts.
 */
export function countUsage(step: OpenStep | undefined): (json: unknown) => void {
  let counted: Usage = {}
  return (json) => {
    const usage = usageIn(json)
    if (!usage || !step) return
    for (const name of ['input_tokens', 'output_tokens'] as const) {
      const total = usage[name]
      if (total === undefined) continue
      step.measures.set(name, (step.measures.get(name) ?? 0) + total - (counted[name] ?? 0))
    }
    counted = { ...counted, ...usage }
  }
}

/** Adds the tokens in a text that is JSON. */
export function countUsageIn(text: string, step: OpenStep | undefined): void {
  if (!text.includes('"usage')) return
  try {
    countUsage(step)(JSON.parse(text))
  } catch {
    // It is not JSON and has no count.
  }
}

/** Usage in the shapes of Anthropic's Messages, OpenAI's chat completions and responses, and Gemini. */
function usageIn(json: unknown): Usage | undefined {
  const body = jsonObject(json)
  const usage =
    jsonObject(body?.usage) ??
    jsonObject(jsonObject(body?.message)?.usage) ??
    jsonObject(jsonObject(body?.response)?.usage) ??
    jsonObject(body?.usageMetadata)
  if (!usage) return undefined
  const input = sumOf(usage, 'input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens')
  return defined({
    input_tokens: input ?? sumOf(usage, 'prompt_tokens') ?? sumOf(usage, 'promptTokenCount'),
    output_tokens:
      sumOf(usage, 'output_tokens') ??
      sumOf(usage, 'completion_tokens') ??
      sumOf(usage, 'candidatesTokenCount', 'thoughtsTokenCount'),
  })
}

/** The sum of the fields; undefined where the first is missing. */
function sumOf(usage: JsonObject, first: string, ...more: readonly string[]): number | undefined {
  const start = tokens(usage[first])
  return start === undefined ? undefined : more.reduce((sum, name) => sum + (tokens(usage[name]) ?? 0), start)
}

/** A larger number is no count of tokens. */
const MOST_TOKENS = 1e9

function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= MOST_TOKENS ? value : undefined
}
