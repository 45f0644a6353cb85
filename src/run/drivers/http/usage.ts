import type { OpenStep } from '../../record/recorder.ts'

/** Tokens as a service counted them; what it does not say is absent. */
interface Usage {
  readonly input_tokens?: number
  readonly output_tokens?: number
}

/**
 * Adds what a service says of the tokens of one answer to the measures of a step, whatever becomes of the answer. Takes
 * its JSON, or that of each event of a stream: they count up, so the last word holds.
 */
export function countUsage(step: OpenStep | undefined): (json: unknown) => void {
  let counted: Usage = {}
  return (json) => {
    const usage = usageIn(json)
    if (!usage || !step) return
    for (const name of ['input_tokens', 'output_tokens'] as const) {
      const now = usage[name]
      if (now === undefined) continue
      step.measures.set(name, (step.measures.get(name) ?? 0) + now - (counted[name] ?? 0))
    }
    counted = { ...counted, ...usage }
  }
}

/** The same of a text, if it is JSON. */
export function countUsageIn(text: string, step: OpenStep | undefined): void {
  if (!text.includes('"usage')) return
  try {
    countUsage(step)(JSON.parse(text))
  } catch {
    // Not JSON after all: it says nothing.
  }
}

type Json = Readonly<Record<string, unknown>>

/** Usage as Anthropic's Messages, OpenAI's chat completions and responses, and Gemini tell it. */
function usageIn(json: unknown): Usage | undefined {
  const told = objectOr(json)
  const usage =
    objectOr(told?.usage) ??
    objectOr(objectOr(told?.message)?.usage) ??
    objectOr(objectOr(told?.response)?.usage) ??
    objectOr(told?.usageMetadata)
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

/** The first of the fields and those that add to it; undefined where the first is missing. */
function sumOf(usage: Json, first: string, ...more: readonly string[]): number | undefined {
  const start = tokens(usage[first])
  return start === undefined ? undefined : more.reduce((sum, name) => sum + (tokens(usage[name]) ?? 0), start)
}

/** What no real answer has is no count. */
const MOST = 1e9

function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= MOST ? value : undefined
}

function defined(usage: { readonly [K in keyof Usage]: number | undefined }): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined))
}

function objectOr(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}
