/** A prompt whose right answer identifies the server. */
export interface Golden {
  /** Part of the prompt, by which the fault proxy identifies the request behind any gateway. */
  readonly token: string
  readonly prompt: string
  /** The right answer of model B, which the prompt asks for. */
  readonly b: string
  /** The right answer of provider A, which the proxy asks for instead. */
  readonly a: string
  /** The text that the proxy replaces in the prompt for A. */
  readonly exchange: { readonly from: string; readonly to: string }
}

/** Several words, so that a stream breaks in the middle of the answer. */
const WORDS = 'kite river lamp stone cloud apple'

/** The server of an answer. `A+B`: B completed the answer of A. */
export type Server = 'A' | 'B' | 'A+B'

/** A prompt that was never asked before, so that no cache answers it. @param hex 24 random hexadecimal digits */
export function createGolden(hex: string): Golden {
  const token = `dw-${hex.slice(0, 16)}`
  const nonce = hex.slice(16, 24)
  const exchange = { from: `b${nonce}`, to: `a${nonce}` }
  const prompt = `This is a failover test (${token}). Reply with exactly: ${exchange.from} ${WORDS}`
  return { token, prompt, exchange, a: `${exchange.to} ${WORDS}`, b: `${exchange.from} ${WORDS}` }
}

/** A question that only the bundled sandbox answers with its own name. */
export function identityPrompt(token: string): string {
  return `This is a failover test (${token}). In one short sentence: who are you?`
}

/** The server of an answer; undefined where it is not exactly a right one. */
export function serverOf(text: string, { a, b }: Pick<Golden, 'a' | 'b'>): 'A' | 'B' | undefined {
  const answer = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^["'“`]+|["'”`.]+$/g, '')
    .trim()
  if (answer === b) return 'B'
  return answer === a ? 'A' : undefined
}
