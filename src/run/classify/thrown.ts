import { stripVTControlCharacters } from 'node:util'
import { FAILURE_CLASSES } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'
import { locatorMisfit } from './locator-misfit.ts'
import { codesOf } from './net.ts'
import { withoutEngine } from './own-frames.ts'

/** A failure that a driver observed and diagnosed itself. */
export class ObservedFailure extends Error {
  readonly diagnosis: Diagnosis

  constructor(diagnosis: Diagnosis, cause?: unknown) {
    super(diagnosis.message, cause === undefined ? undefined : { cause })
    this.name = 'ObservedFailure'
    this.diagnosis = diagnosis
  }
}

/** A step or run that exceeded its limit. */
export class Overdue extends Error {
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`not done within ${Math.round(limitMs)} ms`)
    this.name = 'Overdue'
    this.limitMs = Math.round(limitMs)
  }
}

/** Facts about an error that a step threw. */
export interface Thrown {
  readonly kind: 'observed' | 'overdue' | 'playwright-timeout' | 'expectation' | 'misfit' | 'closed' | 'crash' | 'other'
  readonly message: string
  readonly stack: string
  readonly codes: readonly string[]
  /** Waiting time (ms), where the error has it. */
  readonly limitMs?: number
  /** Of a wait for an element: whether the element was on the page. */
  readonly elementFound?: boolean
  /** The locator, as Playwright prints it. */
  readonly locator?: string
  readonly diagnosis?: Diagnosis
  /** Of a locator that Playwright rejects. */
  readonly misfit?: Diagnosis
}

interface Matched {
  readonly matcherResult?: { readonly actual?: unknown; readonly timeout?: number }
}

/** The facts of anything thrown. Playwright's errors are recognised by name and shape, by prose only without a code. */
export function readThrown(thrown: unknown): Thrown {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const message = stripVTControlCharacters(error.message)
  const facts = { message, stack: withoutEngine(stripVTControlCharacters(error.stack ?? '')), codes: codesOf(error) }
  const locator = /(?:Locator:|waiting for) +((?:get|locator|frame|page)[^\n]*)/.exec(message)?.[1]
  const extra = locator ? { locator } : {}
  if (error instanceof ObservedFailure) return { ...facts, kind: 'observed', diagnosis: error.diagnosis }
  if (error.name === 'Fault') return { ...facts, kind: 'observed', diagnosis: faultOf(error) }
  if (error instanceof Overdue) return { ...facts, kind: 'overdue', limitMs: error.limitMs }
  const { matcherResult } = error as Matched
  // Only expectations about the page have a timeout.
  const { timeout, actual } = matcherResult ?? {}
  const misfit = timeout === undefined && actual === undefined ? locatorMisfit(message) : undefined
  if (misfit) return { ...facts, ...extra, kind: 'misfit', misfit }
  if (matcherResult) {
    const aboutPage = timeout === undefined ? {} : { limitMs: timeout, elementFound: actual !== undefined }
    return { ...facts, ...extra, ...aboutPage, kind: 'expectation' }
  }
  if (error.name === 'TimeoutError') {
    const limit = /Timeout ([\d.]+)ms/.exec(message)?.[1]
    const limitMs = limit === undefined ? {} : { limitMs: Number(limit) }
    return {
      ...facts,
      ...extra,
      ...limitMs,
      kind: 'playwright-timeout',
      elementFound: message.includes('locator resolved to'),
    }
  }
  if (/Target crashed|Page crashed/.test(message)) return { ...facts, kind: 'crash' }
  if (/has been closed|Browser closed|Target closed/.test(message)) return { ...facts, kind: 'closed' }
  return { ...facts, kind: 'other' }
}

/** The diagnosis of a Fault of a probe. Recognised by its shape, because a probe file may bundle a copy of the class. */
function faultOf(error: Error): Diagnosis {
  const { failure } = error as { failure?: unknown }
  return { class: FAILURE_CLASSES.find((name) => name === failure) ?? 'probe_error', message: error.message }
}
