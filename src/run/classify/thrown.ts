import { stripVTControlCharacters } from 'node:util'
import { FAILURE_CLASSES } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'
import { locatorMisfit } from './locator-misfit.ts'
import { codesOf } from './net.ts'
import { withoutEngine } from './own-frames.ts'

/** A failure that a driver saw with its own eyes and could name: no guessing from what was thrown. */
export class ObservedFailure extends Error {
  readonly diagnosis: Diagnosis

  constructor(diagnosis: Diagnosis, cause?: unknown) {
    super(diagnosis.message, cause === undefined ? undefined : { cause })
    this.name = 'ObservedFailure'
    this.diagnosis = diagnosis
  }
}

/** A step (or the run) that took longer than it may. */
export class Overdue extends Error {
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`not done within ${Math.round(limitMs)} ms`)
    this.name = 'Overdue'
    this.limitMs = Math.round(limitMs)
  }
}

/** What was thrown out of a step, as facts. */
export interface Thrown {
  readonly kind: 'observed' | 'overdue' | 'playwright-timeout' | 'expectation' | 'misfit' | 'closed' | 'crash' | 'other'
  readonly message: string
  readonly stack: string
  readonly codes: readonly string[]
  /** Time that was waited, where the error tells. */
  readonly limitMs?: number
  /** Something waited for on the page: whether the element was there at all. */
  readonly found?: boolean
  /** The locator that was looked for, as Playwright prints it. */
  readonly locator?: string
  readonly diagnosis?: Diagnosis
  /** What is wrong with a locator that could not be used at all. */
  readonly misfit?: Diagnosis
}

interface Matched {
  readonly matcherResult?: { readonly actual?: unknown; readonly timeout?: number }
}

/** Reads facts off anything that was thrown. Playwright's errors are told apart by name and shape; prose only for what has no code. */
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
  // Only expectations about the page wait, and so have a timeout.
  const { timeout, actual } = matcherResult ?? {}
  const misfit = timeout === undefined && actual === undefined ? locatorMisfit(message) : undefined
  if (misfit) return { ...facts, ...extra, kind: 'misfit', misfit }
  if (matcherResult) {
    const aboutPage = timeout === undefined ? {} : { limitMs: timeout, found: actual !== undefined }
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
      found: message.includes('locator resolved to'),
    }
  }
  if (/Target crashed|Page crashed/.test(message)) return { ...facts, kind: 'crash' }
  if (/has been closed|Browser closed|Target closed/.test(message)) return { ...facts, kind: 'closed' }
  return { ...facts, kind: 'other' }
}

/** A fault that the probe named; told by its shape, because a probe file may carry its own copy of the class. */
function faultOf(error: Error): Diagnosis {
  const { failure } = error as { failure?: unknown }
  const known = FAILURE_CLASSES.find((name) => name === failure) ?? 'probe_error'
  return { class: known, message: error.message }
}
