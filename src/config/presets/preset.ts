import {
  type ApiDoor,
  type ChatDoor,
  type CliDoor,
  type ConsoleDoor,
  type DoorsOff,
  defined,
  type LoginDoor,
  Secret,
  type Target,
} from '../../core/index.ts'

/** The environment variable that holds a secret. */
export interface SecretName {
  readonly env: string
}

/** A type as a configuration writes it: secrets are named, and a duration is a text ('1m') without `Ms` in its name. */
type Written<T> = T extends Secret
  ? { env: string }
  : T extends readonly (infer U)[]
    ? Written<U>[]
    : T extends object
      ? { -readonly [K in keyof T as InWords<K>]: K extends `${string}Ms` ? string : Written<T[K]> }
      : T

type InWords<K> = K extends `${infer Name}Ms` ? Name : K

/** How often probes run, by the probe's name. */
type Cadences = Record<string, { every?: string; timeout?: string; off?: boolean }>

/** A target as `targets` in a configuration takes it. */
export type TargetInput = Omit<Written<Target>, 'budget'> & { schedule: Cadences; budget?: BudgetInput }

/** US dollars per million tokens. */
interface Price {
  input: number
  output: number
}

/** What probing may spend from 00:00 to 24:00 UTC; a key that is left out sets no cap. */
interface BudgetInput {
  /** Every answer counts, of a page also its pictures and scripts. */
  requests?: number
  outputTokens?: number
  /** US dollars, by `prices`. */
  usd?: number
  /** What your account pays: one price for all models, or one by model. */
  prices?: Price | Record<string, Price>
}

/** The sentence that a configuration must contain before probes open pages of a real service. */
export const PERMISSION = 'the account owner permits automation of these pages'

type Door<T extends { locators: object }> = Partial<Omit<Written<T>, 'locators'>> & {
  locators?: Partial<Written<T['locators']>>
}

/** The pages of a service. Every address and every locator has a default, and can be replaced by itself. */
export interface WebDoors {
  /**
   * Terms of use may forbid automation. Write it, in exactly these words, only where the owner of the account has
   * permission. Without it no page is opened.
   */
  readonly permission?: typeof PERMISSION
  /** The account, and how it signs in. Without an account no page is opened. */
  readonly login?: Door<LoginDoor> & { readonly email: string }
  readonly chat?: Door<ChatDoor>
  readonly console?: Door<ConsoleDoor>
}

/** A service's pages as they are by default. */
export interface WebDefaults {
  readonly login: Omit<Written<LoginDoor>, 'email'>
  readonly chat: Written<ChatDoor>
  readonly console: Written<ConsoleDoor>
}

const WEB_DOORS = ['login', 'chat', 'console'] as const
/** The keys of `web`. */
export const WEB_OPTIONS: readonly (keyof WebDoors)[] = ['permission', ...WEB_DOORS]

/** Default cadences of real services: a page load or a client's start costs the service more than one API call. */
export const SERVICE_CADENCES: Readonly<Cadences> = {
  api: { every: '1m' },
  cli: { every: '5m' },
  login: { every: '5m' },
  session: { every: '5m' },
  chat: { every: '5m' },
  console: { every: '5m' },
  mobile: { every: '10m' },
}

/** A prompt, and the text a correct reply contains. */
export const PONG = { prompt: 'Reply with exactly: pong', answer: 'pong' } as const
export const SUM = { prompt: 'What is 17 + 25? Reply with the number only.', answer: '42' } as const

/** The options of every preset. */
export interface PresetOptions {
  /** Name of the target, as it is shown and scheduled. */
  readonly name?: string
  readonly title?: string
  /** The model to ask. Default: a small one, because the probe tests the door and not the answer's quality. */
  readonly model?: string
  /** More models to watch, each by a probe of its own (`api-claude-opus-5`): one request per run and model. */
  readonly models?: string[]
  /** Base address of the API, without /v1. */
  readonly apiUrl?: string
  /** The command-line client, by path or by a name on PATH; false where it is not installed. */
  readonly cli?: string | false
  /** The status page; false to leave it unread. */
  readonly statusPage?: string | false
  /** Components of the status page by surface, where their names do not match. */
  readonly statusComponents?: Record<string, string[]>
  /**
   * Addresses that answer while the monitor's network works. Default: other targets, the status page and well-known public hosts.
   * `[]`: none.
   */
  readonly controls?: string[]
  /** The pages; no probe opens them without `permission`. */
  readonly web?: WebDoors
  /** What probing may spend a day. Each cap has its own default; false: no cap at all. */
  readonly budget?: BudgetInput | false
  /** Addresses for probes of your own: `target.urls.cart`. */
  readonly urls?: Record<string, string>
  /** Secrets for probes of your own: `target.secrets.TOKEN`. */
  readonly secrets?: Record<string, SecretName>
  /** How often, by probe. Default: the API every minute, everything else every five or ten. */
  readonly schedule?: Cadences
}

/** The names of the options above; a preset adds its own. */
export const PRESET_OPTIONS: Readonly<Record<keyof PresetOptions, true>> = {
  name: true,
  title: true,
  model: true,
  models: true,
  apiUrl: true,
  cli: true,
  statusPage: true,
  statusComponents: true,
  controls: true,
  web: true,
  budget: true,
  urls: true,
  secrets: true,
  schedule: true,
}

/** What is the same for every user of a service. */
interface Service {
  readonly name: string
  readonly title: string
  readonly api: Written<ApiDoor>
  readonly cli: CliDoor
  readonly statusPage: string
  readonly web: WebDefaults
  /** Several times the spend of the default cadences: a limit for days on which something goes wrong. */
  readonly budget: BudgetInput
}

/** A service with the user's options applied. */
export function presetTarget(service: Service, options: PresetOptions): TargetInput {
  const web = webDoors(options.web, service.web)
  const statusPage = options.statusPage ?? service.statusPage
  return {
    name: options.name ?? service.name,
    title: options.title ?? service.title,
    api: options.models === undefined ? service.api : { ...service.api, models: options.models },
    ...web.doors,
    ...defined({
      cli: options.cli === false ? undefined : written(service.cli),
      statusPage: statusPage === false ? undefined : statusPage,
      statusComponents: options.statusComponents,
      controls: options.controls,
      urls: options.urls,
      secrets: options.secrets,
      off: web.off.length > 0 ? web.off : undefined,
      budget: options.budget === false ? undefined : budgetWith(service.budget, options.budget),
    }),
    schedule: cadencesWith(options.schedule ?? {}),
  }
}

function budgetWith(defaults: BudgetInput, budget: BudgetInput = {}): BudgetInput {
  // A value that is no object stays, so that the schema reports it.
  return typeof budget === 'object' ? { ...defaults, ...budget } : budget
}

/** The default cadences, overridden for all probes (`*`) and by name. A value that is no cadence stays, so that the schema reports it. */
function cadencesWith(overrides: Cadences): Cadences {
  const cadences = Object.entries(SERVICE_CADENCES).map(([probe, cadence]) => {
    const override = overrides[probe] ?? {}
    return [probe, typeof override === 'object' ? { ...cadence, ...overrides['*'], ...override } : override]
  })
  return { ...overrides, ...Object.fromEntries(cadences) }
}

/** The web doors that probes may open; those they may not, and why. */
function webDoors(
  web: WebDoors | undefined,
  defaults: WebDefaults,
): { readonly doors: Partial<Pick<TargetInput, 'login' | 'chat' | 'console'>>; readonly off: Written<DoorsOff>[] } {
  const closed = (why: string, hint: string) => ({ doors: {}, off: [{ doors: [...WEB_DOORS], why, hint }] })
  if (web?.permission !== PERMISSION) {
    const hint = `Where the owner of the account permits it, add to the target: web: { permission: '${PERMISSION}', login: { … } }`
    return closed('the configuration does not state permission to automate these pages', hint)
  }
  if (!web.login?.email) {
    return closed(
      'web.login.email is not set, so there is no account to sign in with',
      'Add to the target: web: { login: { email: … } }',
    )
  }
  return {
    doors: {
      login: merged(defaults.login, web.login) as Written<LoginDoor>,
      chat: merged(defaults.chat, web.chat),
      console: merged(defaults.console, web.console),
    },
    off: [],
  }
}

function merged<T extends { locators: object }>(door: T, given: object & { locators?: object } = {}): T {
  return { ...door, ...given, locators: { ...door.locators, ...given.locators } }
}

/** A secret with its name and no value: the configuration reads the value later. */
export function secretNamed(secret: SecretName): Secret {
  return new Secret(secret.env, '')
}

/** The same value with every secret replaced by its name. */
function written<T>(value: T): Written<T> {
  if (value instanceof Secret) return { env: value.name } as Written<T>
  if (Array.isArray(value)) return value.map(written) as Written<T>
  if (typeof value !== 'object' || value === null) return value as Written<T>
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, written(part)])) as Written<T>
}
