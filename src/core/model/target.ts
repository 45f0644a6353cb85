import type { Budget } from './spend.ts'

/**
 * A watched service as plain data: where its doors are and how a probe uses them.
 * Locators are Playwright selectors ('role=button[name="Sign in"]'), so that a changed page needs a new configuration and
 * no new release.
 */
export interface Target {
  readonly name: string
  readonly title: string
  /** The stand-in service that is part of Doorwatch: its operator wants an early alert more than no false one. */
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
   * Addresses (http(s)://… or tcp://host:port) that answer while our own network works; requested when a connection to the
   * target fails. At least one has a host name, so that a failing name server of ours is not blamed on the service.
   * Default: other targets, the status page and well-known public hosts (src/run/controls/control.ts); for a target in a
   * private network only other targets; for one on this machine none. `[]`: none; then a refused or reset connection is
   * blamed on the service, an unknown name and a connection that times out on our network.
   */
  readonly controls?: readonly string[]
  /** What probing it may spend a day. */
  readonly budget?: Budget
  /** Doors that no probe opens, and why; shown at the start. */
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
  /** Default: with the password alone. */
  readonly strategy?: SignInStrategy
  /** A page that only people who are signed in see. Default: the chat's address, then the console's, then `url`. */
  readonly home?: string
  /** Maximum age of a kept session, ms, whatever its cookies say. Default: a day. */
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
      /** Seed (Base32) of the account's authenticator app, where it has a second factor. */
      readonly totp?: Secret
    }
  | { readonly kind: 'email-link' | 'email-code'; readonly mailbox: Mailbox }
  /** Only a person can sign in (`doorwatch signin`); probes use the session that this keeps. */
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
    /** The way from the console's start page to the page with the keys. */
    readonly keysLink: string
    /** Shown once the page with the keys has its content. */
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
  /** The client whose output format it prints. Without one, only exit code and text are read. */
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
