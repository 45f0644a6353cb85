/** A surface of the sandbox that can be broken, with the routes behind it. */
interface SurfaceInfo {
  readonly name: string
  readonly summary: string
  /** Routes that a fault hits by default: the actions of a user. */
  readonly action: readonly string[]
  /** Routes that faults of the page itself hit. */
  readonly page: readonly string[]
  readonly routes: readonly string[]
}

const API_ROUTES = ['messages', 'count_tokens', 'models']
const CLI_ROUTES = [...API_ROUTES, 'responses', 'generate-content']
const MODEL_B_ROUTES = ['chat-completions', 'responses', 'generate-content', 'models']

export const SURFACES = [
  {
    name: 'login',
    summary: 'submitting e-mail and password, or asking for a mail; signed-in sessions go on working',
    action: ['sign-in', 'mail'],
    page: ['page'],
    routes: ['page', 'sign-in', 'factor', 'mail', 'link', 'code', 'sign-out'],
  },
  {
    name: 'session',
    summary: 'coming back with a session: the account page',
    action: ['account'],
    page: ['account'],
    routes: ['account'],
  },
  {
    name: 'chat',
    summary: 'sending a message in the web app, from a desktop browser',
    action: ['message'],
    page: ['page'],
    routes: ['page', 'message'],
  },
  {
    name: 'mobile',
    summary: 'sending a message in the web app, from a phone browser',
    action: ['message'],
    page: ['page'],
    routes: ['page', 'message'],
  },
  {
    name: 'console',
    summary: 'the page with the API keys in the console',
    action: ['keys'],
    page: ['keys'],
    routes: ['overview', 'keys'],
  },
  {
    name: 'cli',
    summary: 'the APIs, for requests of a command-line client',
    action: CLI_ROUTES,
    page: CLI_ROUTES,
    routes: CLI_ROUTES,
  },
  {
    name: 'api',
    summary: 'the Messages API, for every other client',
    action: API_ROUTES,
    page: API_ROUTES,
    routes: API_ROUTES,
  },
  {
    name: 'model-b',
    summary: 'the OpenAI-compatible and generateContent APIs, other models to fall back to',
    action: MODEL_B_ROUTES,
    page: MODEL_B_ROUTES,
    routes: MODEL_B_ROUTES,
  },
  {
    name: 'status',
    summary: "the provider's own status page",
    action: ['status-page'],
    page: ['status-page'],
    routes: ['status-page'],
  },
  {
    name: 'network',
    summary: 'the control check that distinguishes an outage from a failure of our own network',
    action: ['health'],
    page: ['health'],
    routes: ['health'],
  },
] as const satisfies readonly SurfaceInfo[]

export type SandboxSurface = (typeof SURFACES)[number]['name']

/** The surface of that name, if there is one. */
export function surfaceNamed(name: string): (SurfaceInfo & { readonly name: SandboxSurface }) | undefined {
  return SURFACES.find((surface) => surface.name === name)
}
