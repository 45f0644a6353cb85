import type { ApiDoor, Target } from '../../core/index.ts'
import { type Check, type Found, fail, ok, warn } from './check.ts'
import type { Reach, ReachUrl } from './reach.ts'

type Answer = Extract<Reach, { ok: true }>

/** Is the key of the API accepted. Asks for the list of models, which costs nothing. */
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
          : warn('the key could not be tried', 'See what is said of the api door.')
      },
    },
  ]
}

function headersOf(api: ApiDoor): Readonly<Record<string, string>> {
  if (api.dialect === 'chat-completions') return { authorization: `Bearer ${api.key.reveal()}` }
  return { 'x-api-key': api.key.reveal(), 'anthropic-version': '2023-06-01' }
}

function meaning(answer: Answer, name: string): Found {
  const { status, type } = answer
  // An API refuses a key in its own shape; a page that forbids is somebody else's.
  if (status < 300 ? !isJson(type) : status === 403 && isPage(type)) return notTheApi(answer, name)
  if (status < 300) return ok(`the key in ${name} is accepted`)
  if (status === 401 || status === 403) {
    return fail(
      `the key in ${name} is not accepted (HTTP ${status})`,
      `Put a valid key into ${name}; mind spaces and quotes.`,
    )
  }
  if (status === 402 || status === 429) {
    return warn(`the key in ${name} has met a limit (HTTP ${status})`, 'Look at credit and limits of its account.')
  }
  return warn(`the key in ${name} could not be tried (HTTP ${status})`, 'Try again, or look at the service first.')
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/(\S+\+)?json$/.test(type)
}

function isPage(type: string | undefined): boolean {
  return type === 'text/html'
}

/** Whoever answers with a page has not looked at the key. */
function notTheApi({ status, type = 'nothing' }: Answer, name: string): Found {
  const text = `the key in ${name} could not be tried: ${type} where JSON belongs (HTTP ${status})`
  const todo =
    'Look at the address of the api door in the config, and whether a proxy or a sign-in page stands between.'
  return isPage(type) ? fail(text, todo) : warn(text, todo)
}
