import type { ReplyChange } from '../faults/effect.ts'

/** The model's reply to a prompt, in the pieces in which it is streamed. */
export interface Reply {
  readonly tokens: readonly string[]
  readonly stop: 'end_turn' | 'max_tokens' | 'refusal'
  /** The model that answered. */
  readonly model: string
  readonly inputTokens: number
}

interface Question {
  readonly prompt: string
  readonly model: string
  readonly maxTokens: number
}

const WRONG = 'I am not able to help with that right now.'
const CANNED =
  'Here is a short answer: this is a stand-in for an AI service, so I can do sums, repeat a phrase and stream a few calm sentences. What would you like to try next?'

/** Answers a question; the same question gets the same reply. `change` is the change of a fault. */
export function composeReply(question: Question, change: ReplyChange = {}): Reply {
  const whole = changeTokens(tokensOf(answerTo(question.prompt)), change)
  const limit = change.stop === 'max_tokens' ? Math.ceil(whole.length / 2) : question.maxTokens
  const tokens = whole.slice(0, limit)
  return {
    tokens,
    stop: change.stop ?? (tokens.length < whole.length ? 'max_tokens' : 'end_turn'),
    model: change.model ?? question.model,
    inputTokens: countTokens(question.prompt),
  }
}

/** About how many tokens a text has: four characters each. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4))
}

function changeTokens(tokens: readonly string[], change: ReplyChange): readonly string[] {
  if (change.text === 'empty') return []
  if (change.text === 'wrong') return tokensOf(WRONG)
  if (change.text === 'doubled') return tokens.flatMap((token) => [token, token])
  return tokens
}

function answerTo(prompt: string): string {
  const phrase =
    /\b(?:reply|answer|respond) with (?:exactly|only|just)?:?\s*["'“]?([\w -]{1,60}?)["'”]?\s*[.!]?\s*$/i.exec(prompt)
  if (phrase?.[1] && !/^(the|a|one|two)\b/i.test(phrase[1])) return phrase[1].trim()
  const sum = /(-?\d{1,9})\s*([+\-−*×/])\s*(-?\d{1,9})/.exec(prompt)
  if (sum) return sumInWords(Number(sum[1]), sum[2] ?? '+', Number(sum[3]), /\bonly\b/i.test(prompt))
  return CANNED
}

interface Operation {
  readonly back: string
  of(left: number, right: number): number
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': { back: '−', of: (left, right) => left + right },
  '-': { back: '+', of: (left, right) => left - right },
  '−': { back: '+', of: (left, right) => left - right },
  '*': { back: '/', of: (left, right) => left * right },
  '×': { back: '/', of: (left, right) => left * right },
  '/': { back: '×', of: (left, right) => left / right },
}

function sumInWords(left: number, sign: string, right: number, numberOnly: boolean): string {
  const operation = OPERATIONS[sign]
  const result = operation?.of(left, right)
  if (operation === undefined || result === undefined || !Number.isFinite(result)) return 'That sum has no answer.'
  if (numberOnly) return String(result)
  return `${left} ${sign} ${right} is ${result}. To check it, go the other way: ${result} ${operation.back} ${right} brings you back to ${left}, so nothing was lost on the way.`
}

/** Words with the space before them; a reply of one word is cut in two, so that it streams at all. */
function tokensOf(text: string): readonly string[] {
  const words = text.match(/\s*\S+/g) ?? []
  const [only] = words
  if (words.length > 1 || only === undefined || only.length < 2) return words
  const half = Math.floor(only.length / 2)
  return [only.slice(0, half), only.slice(half)]
}

/** Whether a text is the answer of the sandbox to a question that it does not understand; no model gives this answer. */
export function isSandboxReply(text: string): boolean {
  return text.includes('a stand-in for an AI service')
}
