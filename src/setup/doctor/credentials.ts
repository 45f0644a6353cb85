import type { ApiDoor, Target } from '../../core/index.ts'
import { type Check, type CheckResult, fail, ok, warn } from './check.ts'
import type { Reach, ReachUrl } from './reach.ts'

type Answer = Extract<Reach, { ok: true }>

/** Checks that the API accepts its key. Requests the list of models, which costs nothing. */
export function credentialChecks(target: Target, reach: ReachUrl): readonly Check[] {
  const { api } = target
  if (!api) return []
  return [
    {
      name: `${target.name}/key`,
      async run(signal) {
        const answer = await reach(`${api.url}/v1/models`, signal, headersOf(api))
        return answer.ok
          ? meaning(answer, api.key.name)
          : warn('the key could not be checked', 'Solve the finding about the api door first.')
      },
    },
  ]
}

function headersOf(api: ApiDoor): Readonly<Record<string, string>> {
  if (api.dialect === 'chat-completions') return { authorization: `Bearer ${api.key.reveal()}` }
  return { 'x-api-key': api.key.reveal(), 'anthropic-version': '2023-06-01' }
}

function meaning(answer: Answer, name: string): CheckResult {
  const { status, type } = answer
  // An API refuses a key in JSON; an HTML page comes from a proxy or a firewall.
  if (status < 300 ? !isJson(type) : status === 403 && isPage(type)) return notTheApi(answer, name)
  if (status < 300) return ok(`the key in ${name} is accepted`)
  if (status === 401 || status === 403) {
    return fail(
      `the key in ${name} is not accepted (HTTP ${status})`,
      `Put a valid key into ${name}, without spaces and quotes.`,
    )
  }
  if (status === 402 || status === 429) {
    return warn(`the key in ${name} is over a limit (HTTP ${status})`, 'Check credit and limits of its account.')
  }
  return warn(
    `the key in ${name} could not be checked (HTTP ${status})`,
    'Run doctor again once the service answers normally.',
  )
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/(\S+\+)?json$/.test(type)
}

function isPage(type: string | undefined): boolean {
  return type === 'text/html'
}

/** An answer that is not JSON does not come from the API. */
function notTheApi({ status, type = 'of no type' }: Answer, name: string): CheckResult {
  const text = `the key in ${name} could not be checked: the answer is ${type}, not JSON (HTTP ${status})`
  const todo = 'Check api.url in the config, and whether a proxy or a sign-in page answers in its place.'
  return isPage(type) ? fail(text, todo) : warn(text, todo)
}
