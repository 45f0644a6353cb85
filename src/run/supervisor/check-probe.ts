import { basename } from 'node:path'
import { validate } from 'node-cron'
import { type Cadence, defined, nearest, type Problem, parseDuration, type Target } from '../../core/index.ts'
// The file and not the folder's index: that one loads Playwright, which has no place in the worker process.
import { OPTIONS, SESSIONS } from '../../probe/options.ts'
import type { FoundProbe } from '../protocol/protocol.ts'
import { type Complain, needsOf } from './needs.ts'

/** The options of a probe that has no problem. */
export interface Checked {
  readonly name: string
  readonly surface: string
  readonly needs: readonly string[]
  readonly session: unknown
  readonly target: string | undefined
  readonly cadence: Cadence
  readonly timeoutMs: number
  readonly stepTimeoutMs: number | undefined
}

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/

/**
 * The checked options of a probe; undefined where it has problems, each of which `report` gets.
 * @param files the file of each probe name so far; the name of this probe is added
 */
export function checkProbe(
  probe: FoundProbe,
  targets: readonly Target[],
  files: Map<string, string>,
  report: (problem: Problem) => void,
): Checked | undefined {
  const { options, file } = probe
  const { name, surface, target, session } = options
  let isSound = true
  const complain: Complain = (path, expected, got, hint) => {
    isSound = false
    report({
      ...{ source: file, path, expected, got: show(got), ...defined({ hint }) },
      ...(isName(name) ? { probe: { name, surface: String(surface) } } : {}),
    })
  }
  if (!isName(name)) complain('name', 'a short name of lower-case letters, digits and dashes', name)
  if (!isName(surface)) complain('surface', 'a short name of lower-case letters, digits and dashes', surface)
  const first = files.get(String(name))
  if (first)
    complain('name', 'a name that no other probe has', name, `${basename(first)} has a probe of this name already.`)
  files.set(String(name), first ?? file)
  checkContent(probe, complain)
  const cadence = cadenceOf(options, complain)
  const timeoutMs = durationOf(options.timeout, 'timeout', complain)
  const stepTimeoutMs =
    options.stepTimeout === undefined ? undefined : durationOf(options.stepTimeout, 'stepTimeout', complain)
  const needs = needsOf(probe, targets, complain)
  checkNames(probe, targets, complain)
  if (!isSound || !cadence || timeoutMs === undefined) return undefined
  return {
    ...{ name: String(name), surface: String(surface), needs, session },
    ...{ target: target as string | undefined, cadence, timeoutMs, stepTimeoutMs },
  }
}

function checkContent(probe: FoundProbe, complain: Complain): void {
  if (!probe.hasStep) {
    complain(
      'body',
      'at least one step',
      'none',
      "Wrap what the probe does: await step('open the app', async () => { … })",
    )
  }
  if (!probe.hasExpectation) {
    complain(
      'body',
      'at least one expectation',
      'none',
      'Say what a good answer is: expect(reply).toContainText(…). Without an expectation a probe never fails.',
    )
  }
}

/** Reports unknown options and values, which would be ignored silently. */
function checkNames(probe: FoundProbe, targets: readonly Target[], complain: Complain): void {
  const { options, kind, noDevice } = probe
  const knownOptions = OPTIONS[kind]
  for (const key of Object.keys(options).filter((name) => !knownOptions.includes(name))) {
    const elsewhere = OPTIONS.browser.includes(key) ? 'Only a browserProbe has it.' : undefined
    complain(
      key,
      'no such option',
      options[key],
      elsewhere ?? didYouMean(key, knownOptions) ?? `Known options: ${knownOptions.join(', ')}.`,
    )
  }
  const oneOf = (path: string, values: readonly string[], when = options[path] !== undefined) => {
    if (!when || values.includes(String(options[path]))) return
    const expected = values.length === 1 ? `'${values[0]}'` : `one of ${values.join(', ')}`
    complain(path, expected, options[path], didYouMean(String(options[path]), values))
  }
  oneOf('each', ['model'])
  oneOf(
    'target',
    targets.map(({ name }) => name),
  )
  oneOf('session', SESSIONS, kind === 'browser' && options.session !== undefined)
  if (noDevice) {
    const hint = noDevice.nearest === undefined ? undefined : `Did you mean "${noDevice.nearest}"?`
    complain('device', "the name of a device that Playwright knows, such as 'Pixel 7'", options.device, hint)
  }
}

function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const candidate = nearest(word, candidates)
  return candidate === undefined ? undefined : `Did you mean "${candidate}"?`
}

function cadenceOf(options: FoundProbe['options'], complain: Complain): Cadence | undefined {
  const { every, cron, timezone } = options
  if ((every === undefined) === (cron === undefined)) {
    complain(every === undefined ? 'every' : 'cron', 'either every or cron', every === undefined ? undefined : 'both')
    return undefined
  }
  if (every !== undefined) {
    if (timezone !== undefined)
      complain('timezone', 'no time zone together with every', timezone, 'A time zone belongs to cron.')
    const ms = durationOf(every, 'every', complain)
    return ms === undefined ? undefined : { every: ms }
  }
  if (typeof cron !== 'string' || !validate(cron)) {
    complain('cron', "a cron expression such as '*/5 * * * *'", cron)
    return undefined
  }
  if (timezone === undefined) return { cron }
  if (typeof timezone === 'string' && isTimezone(timezone)) return { cron, timezone }
  complain('timezone', "an IANA time zone such as 'Europe/Berlin'", timezone)
  return undefined
}

function durationOf(value: unknown, path: string, complain: Complain): number | undefined {
  try {
    const ms = parseDuration(String(value))
    if (ms > 0) return ms
  } catch {
    // Reported below.
  }
  complain(path, 'a duration such as 30s, 5m or 1m30s', value)
  return undefined
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

function show(value: unknown): string {
  return value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value.slice(0, 60)
      : JSON.stringify(value).slice(0, 60)
}
