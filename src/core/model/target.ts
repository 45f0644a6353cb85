import type { Budget } from './spend.ts'

/** The doors that a target can have. */
export const DOORS = ['login', 'chat', 'console', 'cli', 'api'] as const
export type Door = (typeof DOORS)[number]

/**
 * A watched service as plain data: its doors, and how a probe uses them.
 * Locators are Playwright selectors ('role=button[name="Sign in"]'), so that a changed page needs a new configuration and
 * no new release.
 */
export interface Target {
  readonly name: string
  readonly title: string
  /** The sandbox of Doorwatch. It prefers early alerts and accepts false ones. */
  readonly bundled?: boolean
  readonly login?: LoginDoor
  readonly chat?: ChatDoor
  readonly console?: ConsoleDoor
  readonly cli?: CliDoor
  readonly api?: ApiDoor
  /** Addresses for the user's probes, by names the user chooses: `target.urls.cart`. */
  readonly urls?: Readonly<Record<string, string>>
  /** Secrets for the user's probes, by names the user chooses: `target.secrets.PASSWORD.reveal()`. */
  readonly secrets?: Readonly<Record<string, Secret>>
  /** Statuspage v2 base address, e.g. https://status.claude.com */
  readonly statusPage?: string
  /** Components of the status page (a part of the name, or the id) by surface, where their names do not match. */
  readonly statusComponents?: Readonly<Record<string, readonly string[]>>
  /**
   * Addresses (http(s)://… or tcp://host:port) that answer while the monitor's network works; requested when a connection
   * to the target fails. At least one has a host name, so that a failing local name server is not blamed on the service.
   * Default: other targets, the status page and well-known public hosts (src/run/controls/control.ts); for a target in a
   * private network only other targets; for one on this machine none. `[]`: none; then a refused or reset connection is
   * blamed on the service, an unknown name and a connection that times out on the monitor's network.
   */
  readonly controls?: readonly string[]
  /** The daily caps on the cost of probing. */
  readonly budget?: Budget
  /** Doors that no probe opens, with the reason; shown at the start. */
  readonly off?: readonly DoorsOff[]
}

/** Doors that no probe opens. */
export interface DoorsOff {
  readonly doors: readonly string[]
  readonly why: string
  /** What to do so that probes open them. */
  readonly hint: string
}

export interface LoginDoor {
  readonly url: string
  readonly email: string
  /** Used by the strategy `password`. */
  readonly password?: Secret
  /** Default: the password alone. */
  readonly strategy?: SignInStrategy
  /** A page that requires a signed-in session. Default: the chat's address, then the console's, then `url`. */
  readonly home?: string
  /** Maximum age of a stored session, ms, even if its cookies last longer. Default: a day. */
  readonly sessionMaxAgeMs?: number
  /** The cookie whose expiry ends the session. Default: the HttpOnly cookie that expires first. */
  readonly sessionCookie?: string
  readonly locators: {
    readonly email: string
    /** Strategies that send a mail do not need it. */
    readonly password?: string
    /** Submits the form with the password, or the one that requests a mail. */
    readonly submit: string
    /** Leads from the page with the e-mail address to the one with the password. Default: `submit`. */
    readonly next?: string
    /** Shown once the service confirms that it sent the mail. Without it the probe waits for the mail. */
    readonly sent?: string
    /** The field for a one-time code. */
    readonly code?: string
    /** Submits the one-time code. Default: the Enter key. */
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
      /** Seed (Base32) of the account's authenticator app, if it has a second factor. */
      readonly totp?: Secret
    }
  | { readonly kind: 'email-link' | 'email-code'; readonly mailbox: Mailbox }
  /** Only a person can sign in (`doorwatch signin`); probes use the session that it stores. */
  | { readonly kind: 'manual' }

/** The mailbox that receives the mails of sign-ins. */
export interface Mailbox {
  /** imaps://name@host:993, or imap:// for STARTTLS if the server offers it. */
  readonly url: string
  readonly password: Secret
  /** The HTTP proxy to the server (ALL_PROXY). */
  readonly proxy?: Secret
  /** Default INBOX. */
  readonly folder?: string
  /** Timeout for a mail, ms. Default: 60,000. */
  readonly withinMs?: number
  /** What happens to a mail after its use. Default: `delete`. */
  readonly afterwards?: 'delete' | 'mark'
  /** Regular expression for the link or code in the mail: its first group, else the whole match. */
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
    /** Shown when a reply fails or breaks off; distinguishes a failed reply from a changed page. */
    readonly failed?: string
  }
}

export interface ConsoleDoor {
  readonly url: string
  readonly locators: {
    /** The link on the console's start page to the page with the keys. */
    readonly keysLink: string
    /** Shown once the page with the keys has loaded its content. */
    readonly keys: string
  }
}

/** Clients whose output Doorwatch parses field by field. */
export const CLI_PROFILES = ['claude-code', 'codex', 'gemini-cli'] as const
export type CliProfile = (typeof CLI_PROFILES)[number]

export interface CliDoor {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[]
  readonly versionArgs: readonly string[]
  /** Arguments that ask the client itself, not the service, whether it is signed in; exit code 0 means yes. */
  readonly signedInArgs?: readonly string[]
  /** The client whose output format Doorwatch parses. Default: none, only exit code and text are read. */
  readonly profile?: CliProfile
  /** The environment of the client, in addition to PATH, LANG, TZ and NODE_EXTRA_CA_CERTS. A leading `~/` is the temporary home of the run. */
  readonly env: Readonly<Record<string, string | Secret>>
  /** Files for the temporary home of the run, by relative path, written before the client starts. */
  readonly files?: Readonly<Record<string, string>>
  /** The model that must have answered, if the output names one. */
  readonly model?: string
  readonly answer: string
}

export interface ApiDoor {
  /** Base address, without /v1. */
  readonly url: string
  /** The protocol: Anthropic's Messages (default), or OpenAI's chat completions. */
  readonly dialect?: 'messages' | 'chat-completions'
  readonly key: Secret
  readonly model: string
  /** More models to watch, each by its own probe. */
  readonly models?: readonly string[]
  readonly prompt: string
  readonly answer: string
}

/** A model as part of the name of its probe: 'Claude Opus 5.1' gives `claude-opus-5-1`. */
export function modelSlug(model: string): string {
  return model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** A value that must never be printed, stored or sent. As text or JSON it shows its name. */
export class Secret {
  readonly name: string
  readonly #value: string

  constructor(name: string, value: string) {
    this.name = name
    this.#value = value
  }

  /** The value. Call it only at the place that uses the value. */
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
