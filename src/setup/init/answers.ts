import { readMailAddresses } from '../../core/index.ts'

export const INIT_TARGETS = ['claude', 'openai', 'sandbox'] as const
export type InitTarget = (typeof INIT_TARGETS)[number]

/** What the starter files are made from. */
export interface Answers {
  readonly target: InitTarget
  readonly slack: boolean
  /** Where alerts are mailed to. */
  readonly email?: string
}

/** Asks one question; gives the trimmed answer, or the fallback where it is empty. */
export type Ask = (question: string, fallback: string) => Promise<string>

/** Asks for what the command line left open, again where an answer is none. */
export async function askAnswers(given: Partial<Answers>, ask: Ask): Promise<Answers> {
  const target = given.target ?? (await askTarget(ask))
  const slack = given.slack ?? /^y/i.test(await ask('Send alerts to Slack? (y/n)', 'n'))
  const email = given.email ?? (await askEmail(ask))
  return { target, slack, ...(email ? { email } : {}) }
}

async function askTarget(ask: Ask): Promise<InitTarget> {
  for (;;) {
    const answer = (await ask(`What shall be watched? (${INIT_TARGETS.join(', ')})`, 'claude')).toLowerCase()
    const target = INIT_TARGETS.find((name) => name === answer)
    if (target) return target
  }
}

async function askEmail(ask: Ask): Promise<string | undefined> {
  for (;;) {
    const answer = await ask('Mail alerts to which address? (empty: none)', '')
    if (answer === '') return undefined
    if (isEmail(answer)) return answer
  }
}

/** Whether a text is one or more mail addresses, as `alerts.channels[].to` takes them. */
export function isEmail(text: string): boolean {
  const { addresses, flaws } = readMailAddresses(text)
  return addresses.length > 0 && flaws.length === 0
}
