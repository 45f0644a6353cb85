/** A prompt whose right answer tells who answered. */
export interface Golden {
  /** Stands in the prompt; the fault proxy knows a request by it, through any gateway. */
  readonly token: string
  readonly prompt: string
  /** The right answer of model B: what the prompt asks for. */
  readonly b: string
  /** The right answer of provider A: the proxy asks it for this one instead. */
  readonly a: string
  /** What the proxy exchanges in the prompt of A. */
  readonly exchange: { readonly from: string; readonly to: string }
}

/** Several words, so that a stream breaks in the middle of the answer. */
const WORDS = 'kite river lamp stone cloud apple'

/** Who gave an answer. `A+B`: B completed what A had begun. */
export type Server = 'A' | 'B' | 'A+B'

/** A prompt that was never asked before, so that no cache answers it. @param hex 24 random hexadecimal digits */
export function createGolden(hex: string): Golden {
  const token = `dw-${hex.slice(0, 16)}`
  const nonce = hex.slice(16, 24)
  const exchange = { from: `b${nonce}`, to: `a${nonce}` }
  const prompt = `This is a failover test (${token}). Reply with exactly: ${exchange.from} ${WORDS}`
  return { token, prompt, exchange, a: `${exchange.to} ${WORDS}`, b: `${exchange.from} ${WORDS}` }
}

/** A question that the bundled sandbox answers by naming itself, and a model does not. */
export function identityPrompt(token: string): string {
  return `This is a failover test (${token}). In one short sentence: who are you?`
}

/** Who gave this answer: undefined where it is not exactly a right one. */
export function serverOf(text: string, { a, b }: Pick<Golden, 'a' | 'b'>): 'A' | 'B' | undefined {
  const answer = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^["'“`]+|["'”`.]+$/g, '')
    .trim()
  if (answer === b) return 'B'
  return answer === a ? 'A' : undefined
}
