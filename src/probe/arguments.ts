import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { Secret, Target } from '../core/index.ts'
import type { CliClient } from './cli-client.ts'
import type { HttpClient } from './http-client.ts'
import type { Door } from './options.ts'

/**
 * A target that surely has the doors named. Reading an address or a secret that the configuration does not give it throws.
 * @example await page.getByLabel('Password').fill(target.secrets.PASSWORD.reveal())
 */
export type TargetWith<D extends Door> = Omit<Target, 'urls' | 'secrets'> & {
  readonly [K in D]-?: NonNullable<Target[K]>
} & {
  readonly urls: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, Secret>>
}

export interface StepOptions {
  /** Longest time this step may take, in place of the probe's `stepTimeout`: '15s'. */
  readonly timeout?: string
  /**
   * When the client that people use would give up: '15s'. The step goes on to its own limit, so that it is known how long
   * it really takes, but what comes after the client's limit has failed.
   */
  readonly clientLimit?: string
}

/** What every probe body gets. */
export interface CommonArguments<D extends Door> {
  readonly target: TargetWith<D>
  /** Runs a named part of the flow and records duration, outcome and HTTP statuses. Gives back what `body` gives. */
  readonly step: <T>(name: string, body: () => Promise<T> | T, options?: StepOptions) => Promise<T>
  /** Notes a number of the current step (or the last one), the unit in the name: `measure('ttft_ms', 312)`. */
  readonly measure: (name: string, value: number) => void
  /** Takes a value that came up during the run (a one-time link) out of everything the run leaves behind. */
  readonly hide?: (name: string, value: string) => void
  /** Aborted when the run is stopped or over its time. */
  readonly signal: AbortSignal
}

/** `page`, `context` and `browser` are Playwright's own. */
export interface BrowserArguments<D extends Door> extends CommonArguments<D> {
  readonly page: Page
  readonly context: BrowserContext
  readonly browser: Browser
  /**
   * Hands the session of this run over to the probes that start signed in, where they have none or theirs has lived half
   * its life. True: it is taken, so do not sign out of it.
   */
  readonly keepSession?: () => Promise<boolean>
}

export interface ApiArguments<D extends Door> extends CommonArguments<D> {
  readonly http: HttpClient
}

export interface CliArguments<D extends Door> extends CommonArguments<D> {
  readonly cli: CliClient
}
