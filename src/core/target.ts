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
  /** Statuspage v2 base address, e.g. https://status.claude.com */
  readonly statusPage?: string
  /** Addresses (http(s)://… or tcp://host:port) that answer while our own network works. */
  readonly controls?: readonly string[]
}

export interface LoginDoor {
  readonly url: string
  readonly email: string
  readonly password: Secret
  readonly locators: {
    readonly email: string
    readonly password: string
    readonly submit: string
    /** Shown only when signed in. */
    readonly signedIn: string
    readonly signOut: string
    /** Shown only when signed out. */
    readonly signedOut: string
  }
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

export interface CliDoor {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[]
  readonly versionArgs: readonly string[]
  readonly env: Readonly<Record<string, string | Secret>>
  readonly answer: string
}

export interface ApiDoor {
  /** Anthropic-compatible base address, without /v1. */
  readonly url: string
  readonly key: Secret
  readonly model: string
  readonly prompt: string
  readonly answer: string
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
