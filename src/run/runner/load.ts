import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { devices } from '@playwright/test'
import { defined, messageOf, nearest, type Problem } from '../../core/index.ts'
import { isProbe, type Probe } from '../../probe/index.ts'
import type { FoundProbe, RunnerSetup } from '../protocol/protocol.ts'
import { pastedTest } from './pasted-test.ts'

/** The probes of a process, by file and name. */
export interface Library {
  get(file: string, name: string): Probe | undefined
}

interface Loaded {
  readonly library: Library
  readonly probes: readonly FoundProbe[]
  readonly problems: readonly Problem[]
}

/**
 * Imports every probe module.
 * @param announce called with each file before its code runs, which may never return
 */
export async function loadModules(
  modules: RunnerSetup['modules'],
  announce: (file: string) => Promise<void>,
): Promise<Loaded> {
  const byKey = new Map<string, Probe>()
  const probes: FoundProbe[] = []
  const problems: Problem[] = []
  for (const { file, module } of modules) {
    await announce(file)
    try {
      const exported = ((await import(pathToFileURL(module).href)) as { default?: unknown }).default
      const list = Array.isArray(exported) ? exported : [exported]
      if (!list.every(isProbe)) problems.push(pastedTest(file, sourceOf(file)) ?? notAProbe(file, exported))
      else
        for (const probe of list) {
          byKey.set(`${file}\n${probe.options.name}`, probe)
          probes.push(foundProbe(file, probe, codeFor(probe, list, readFileSync(module, 'utf8'))))
        }
    } catch (error) {
      problems.push(pastedTest(file, sourceOf(file)) ?? threw(file, error))
    }
  }
  return { library: { get: (file, name) => byKey.get(`${file}\n${name}`) }, probes, problems }
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The code of a file that a probe may call: all but the bodies of its other probes. */
function codeFor(probe: Probe, list: readonly Probe[], code: string): string {
  return list.filter((other) => other !== probe).reduce((rest, { body }) => rest.replaceAll(body.toString(), ''), code)
}

/** Steps and expectations are searched in the body, and in the rest of the file where the body calls a function. */
function foundProbe(file: string, probe: Probe, code: string): FoundProbe {
  const body = probe.body.toString()
  const has = (pattern: RegExp) => pattern.test(body) || (pattern.test(code) && /\b(?!step|expect)\w+\(/.test(body))
  const options = JSON.parse(JSON.stringify(probe.options)) as FoundProbe['options']
  return {
    file,
    kind: probe.kind,
    options,
    ...unknownDevice(options),
    hasStep: has(/\bstep\d*\s*\(/),
    hasExpectation: has(/\bexpect\d*\s*[(.]/),
  }
}

/** Checked here, because only this process loads Playwright's list of devices. */
function unknownDevice({ device }: FoundProbe['options']): Pick<FoundProbe, 'noDevice'> {
  if (device === undefined || Object.hasOwn(devices, String(device))) return {}
  return { noDevice: defined({ nearest: nearest(String(device), Object.keys(devices)) }) }
}

function notAProbe(file: string, exported: unknown): Problem {
  return {
    source: file,
    path: 'default export',
    expected: 'a probe made by browserProbe, apiProbe or cliProbe',
    got: exported === undefined ? 'nothing' : typeof exported,
    hint: "Write: export default browserProbe({ … }, async ({ page, step }) => { … }), imported from 'doorwatch/probe'.",
  }
}

function threw(file: string, error: unknown): Problem {
  const place = error instanceof Error ? error.stack?.split('\n').find((line) => line.includes(file)) : undefined
  return {
    source: file,
    path: 'module',
    expected: 'a file that can be imported',
    got: `it threw: ${messageOf(error).split('\n')[0]}`,
    hint: place ? `See ${place.trim().replace(/^at /, '')}` : 'Fix the error, then start again.',
  }
}
