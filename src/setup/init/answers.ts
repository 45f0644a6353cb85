import { defined, readMailAddresses } from '../../core/index.ts'

export const INIT_TARGETS = ['claude', 'openai', 'sandbox'] as const
export type InitTarget = (typeof INIT_TARGETS)[number]

/** The choices that the starter files depend on. */
export interface Answers {
  readonly target: InitTarget
  readonly slack: boolean
  /** Recipients of alerts by mail. */
  readonly email?: string
}

/** Asks one question. Returns the trimmed answer, or the fallback where it is empty. */
type Ask = (question: string, fallback: string) => Promise<string>

/** The answers from the options of the command line, completed by questions; repeats a question after an invalid answer. */
export async function askAnswers(options: Partial<Answers>, ask: Ask): Promise<Answers> {
  const target = options.target ?? (await askTarget(ask))
  const slack = options.slack ?? /^y/i.test(await ask('Send alerts to Slack? (y/n)', 'n'))
  const email = options.email ?? (await askEmail(ask))
  return { target, slack, ...defined({ email: email || undefined }) }
}

async function askTarget(ask: Ask): Promise<InitTarget> {
  for (;;) {
    const answer = (
      await ask(`Which service do you want to watch? (${INIT_TARGETS.join(', ')})`, 'claude')
    ).toLowerCase()
    const target = INIT_TARGETS.find((name) => name === answer)
    if (target) return target
  }
}

async function askEmail(ask: Ask): Promise<string | undefined> {
  for (;;) {
    const answer = await ask('Which address should get alerts by mail? (empty: none)', '')
    if (answer === '') return undefined
    if (isEmail(answer)) return answer
  }
}

/** Whether a text is one or more mail addresses, in the form of `alerts.channels[].to`. */
export function isEmail(text: string): boolean {
  const { addresses, flaws } = readMailAddresses(text)
  return addresses.length > 0 && flaws.length === 0
}
