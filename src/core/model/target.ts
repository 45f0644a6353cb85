import type { Budget } from './spend.ts'

/**
 * A target is a service being watched, as plain data: where its doors are and how to knock.
 * Locators are Playwright selectors ('role=button[name="Sign in"]'), so that one that drifted is mended in the config.
 * Secret values are plain strings here only after config resolved them; `Secret` keeps them out of print.
 */
export interface Target {
  readonly name: string
  readonly title: string
  readonly login?: LoginDoor
  readonly chat?: ChatDoor
  readonly console?: ConsoleDoor
  readonly cli?: CliDoor
  readonly api?: ApiDoor
  /** Addresses of the target's own, by names the user chooses, for probes of theirs: `target.urls.cart`. */
  readonly urls?: Readonly<Record<string, string>>
  /** Secrets for probes of the user's own, by names they choose: `target.secrets.PASSWORD.reveal()`. */
  readonly secrets?: Readonly<Record<string, Secret>>
  /** Statuspage v2 base address, e.g. https://status.claude.com */
  readonly statusPage?: string
  /** Components of the status page (a part of the name, or the id) by surface, where their names do not tell. */
  readonly statusComponents?: Readonly<Record<string, readonly string[]>>
  /**
   * Addresses (http(s)://… or tcp://host:port) that answer while our own network works; asked when a connection to the
   * target fails. At least one with a name and not in digits, so that a name server of ours that fails is not taken for the
   * service's. Default: other targets, the status page and well-known public hosts (see src/run/controls/control.ts), for a
   * target in a private network other targets only, for one on this machine nobody. `[]` asks nobody: then a refused or
   * reset connection is the service's, a name that is not found and a connection that is not made are our network's.
   */
  readonly controls?: readonly string[]
  /** What probing it may spend on a day. */
  readonly budget?: Budget
  /** Doors that are not tried, and why; said at the start. */
  readonly off?: readonly DoorsOff[]
}

/** Doors that are left alone on purpose. */
export interface DoorsOff {
  readonly doors: readonly string[]
  readonly why: string
  /** What to do to have them tried. */
  readonly hint: string
}

export interface LoginDoor {
  readonly url: string
  readonly email: string
  /** What the strategy `password` types in. */
  readonly password?: Secret
  /** How to sign in; with the password alone where it is not said. */
  readonly strategy?: SignInStrategy
  /** A page that only people who are signed in see. Default: the chat's address, then the console's, then `url`. */
  readonly home?: string
  /** A session older than this (ms) is not used any more, whatever its cookies say. Default a day. */
  readonly sessionMaxAgeMs?: number
  /** The cookie whose end is the end of the session. Default: the first that ends of those that scripts cannot read. */
  readonly sessionCookie?: string
  readonly locators: {
    readonly email: string
    /** The strategies that mail something do not need it. */
    readonly password?: string
    /** Sends the form: the password, or the wish for a mail. */
    readonly submit: string
    /** Leads from the e-mail address to the password, where they are on two pages. Default: `submit`. */
    readonly next?: string
    /** Shown once the mail is said to be on its way; without it the mail itself is waited for. */
    readonly sent?: string
    /** The field for a one-time code. */
    readonly code?: string
    /** Sends the one-time code; where it is not said, Enter does. */
    readonly codeSubmit?: string
    /** Shown only when signed in. */
    readonly signedIn: string
    readonly signOut: string
    /** Shown only when signed out. */
    readonly signedOut: string
  }
}

/** How an account signs in. */
export type SignInStrategy =
  | {
      readonly kind: 'password'
      /** Seed (Base32) of the account's authenticator app, where it has a second factor. */
      readonly totp?: Secret
    }
  | { readonly kind: 'email-link' | 'email-code'; readonly mailbox: Mailbox }
  /** Only a person can sign in (`doorwatch signin`); what is kept of it is all there is. */
  | { readonly kind: 'manual' }

/** Where the mails of sign-ins arrive. */
export interface Mailbox {
  /** imaps://name@host:993, or imap:// for STARTTLS where the server has it. */
  readonly url: string
  readonly password: Secret
  /** The HTTP proxy (ALL_PROXY) that leads there. */
  readonly proxy?: Secret
  /** Default INBOX. */
  readonly folder?: string
  /** How long a mail may take (ms). Default 60,000. */
  readonly withinMs?: number
  /** What becomes of a mail that was used. Default `delete`. */
  readonly afterwards?: 'delete' | 'mark'
  /** Finds the link or code in the mail: a regular expression whose first group, or whole match, it is. */
  readonly pattern?: string
}

export interface ChatDoor {
  readonly url: string
  readonly prompt: string
  /** Text the reply must contain. */
  readonly answer: string
  readonly locators: {
    readonly input: string
    readonly send: string
    /** The newest reply. */
    readonly reply: string
    /** Shown once the reply is complete. */
    readonly done: string
    /** Shown when the reply broke off or failed; lets a failed reply be told from a page that changed. */
    readonly failed?: string
  }
}

export interface ConsoleDoor {
  readonly url: string
  readonly locators: {
    /** The way from the console's start page to the page with the keys. */
    readonly keysLink: string
    /** Shown once the page with the keys has its content. */
    readonly keys: string
  }
}

/** Clients whose output is understood field by field. */
export const CLI_PROFILES = ['claude-code', 'codex', 'gemini-cli'] as const
export type CliProfile = (typeof CLI_PROFILES)[number]

export interface CliDoor {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[]
  readonly versionArgs: readonly string[]
  /** Arguments that ask the client itself, not the service, whether it is signed in; exit code 0 means yes. */
  readonly signedInArgs?: readonly string[]
  /** Whose output it prints. Without one, the exit code and the text are all there is. */
  readonly profile?: CliProfile
  /** Everything the client sees of an environment beside PATH, LANG, TZ and NODE_EXTRA_CA_CERTS. A value that starts with `~/` is a place in its own home. */
  readonly env: Readonly<Record<string, string | Secret>>
  /** Files put into the client's own home before it starts, by relative path. */
  readonly files?: Readonly<Record<string, string>>
  /** The model that must have answered, where the output tells. */
  readonly model?: string
  readonly answer: string
}

export interface ApiDoor {
  /** Base address, without /v1. */
  readonly url: string
  /** What is spoken there: Anthropic's Messages (default), or chat completions as OpenAI has them. */
  readonly dialect?: 'messages' | 'chat-completions'
  readonly key: Secret
  readonly model: string
  /** More models to watch, each by a probe of its own beside `model`. */
  readonly models?: readonly string[]
  readonly prompt: string
  readonly answer: string
}

/** How a model is called in the name of its probe: 'Claude Opus 5.1' is `claude-opus-5-1`. */
export function modelSlug(model: string): string {
  return model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** A value that must never be printed, stored or sent: it shows its name wherever it would be turned into text. */
export class Secret {
  readonly name: string
  readonly #value: string

  constructor(name: string, value: string) {
    this.name = name
    this.#value = value
  }

  /** The value itself; call it only where the value is put to use. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return `[secret ${this.name}]`
  }

  toJSON(): string {
    return this.toString()
  }
}
