import { probeNames } from './probes.ts'

/** What is probed, and how often. */
export interface Watched {
  readonly everyMs: number
  /** One probe opens a page in a browser. */
  readonly withPage: boolean
  /** Instead of the sandbox: as many targets, each with one address of the sandbox. */
  readonly targets?: readonly { readonly name: string; readonly path: string }[]
}

/** @returns A configuration file that probes it. */
export function configText(watched: Watched, database: string, sandboxUrl: string): string {
  const times = { every: `${watched.everyMs}ms`, timeout: `${watched.everyMs - 50}ms` }
  const names = probeNamesOf(watched)
  const schedule = Object.fromEntries(names.map((name) => [watched.targets ? name : `sandbox/${name}`, times]))
  const targets = (watched.targets ?? []).map(
    ({ name, path }) =>
      `{ name: '${name}', api: { url: '${new URL(path, sandboxUrl).href}', key: env('SERVICE_KEY'), model: 'm' } }`,
  )
  return `import { env } from 'doorwatch'
export default {
  sandbox: ${watched.targets === undefined}, builtinProbes: false, confirmAfter: '2s', probes: ['probes'], database: ${JSON.stringify(database)},
  schedule: ${JSON.stringify(schedule)},
  targets: [${targets.join(',\n    ')}],
  alerts: { channels: [{ kind: 'webhook', url: env('ALERT_WEBHOOK') }] },
}
`
}

export function probeNamesOf({ targets, withPage }: Watched): readonly string[] {
  return targets ? ['ask'] : probeNames(withPage)
}
