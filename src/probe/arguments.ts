import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { Door, Secret, Target } from '../core/index.ts'
import type { CliClient } from './cli-client.ts'
import type { HttpClient } from './http-client.ts'

/**
 * A target that has the named doors. Reading an address or a secret that the configuration does not have throws.
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
   * Timeout of the client that people use: '15s'. A step that passes later fails as `timeout`. It still runs up to its own
   * limit, so that its real duration is measured.
   */
  readonly clientLimit?: string
}

/** Arguments of every probe body. */
export interface CommonArguments<D extends Door> {
  readonly target: TargetWith<D>
  /** Runs a named part of the flow and records duration, outcome and HTTP statuses. Resolves with the result of `body`. */
  readonly step: <T>(name: string, body: () => Promise<T> | T, options?: StepOptions) => Promise<T>
  /** Records a number of the current step, else of the last one, with the unit in its name: `measure('ttft_ms', 312)`. */
  readonly measure: (name: string, value: number) => void
  /** Removes a value that appeared during the run (a one-time link) from its results, logs and artifacts. */
  readonly hide?: (name: string, value: string) => void
  /** Aborted when the run is stopped or exceeds its timeout. */
  readonly signal: AbortSignal
}

/** `page`, `context` and `browser` are Playwright's own. */
export interface BrowserArguments<D extends Door> extends CommonArguments<D> {
  readonly page: Page
  readonly context: BrowserContext
  readonly browser: Browser
  /**
   * Hands the session of this run over to the probes that start signed in, if they have none, or one past half of its
   * lifetime. Resolves with true if they took it: then do not sign out.
   */
  readonly keepSession?: () => Promise<boolean>
}

export interface ApiArguments<D extends Door> extends CommonArguments<D> {
  readonly http: HttpClient
}

export interface CliArguments<D extends Door> extends CommonArguments<D> {
  readonly cli: CliClient
}
