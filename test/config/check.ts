import { crossChecks } from '../../src/config/cross-checks.ts'
import { problemsOf } from '../../src/config/problems.ts'
import { configSchema } from '../../src/config/schema.ts'
import type { Problem } from '../../src/core/index.ts'

export const SOURCE = 'doorwatch.config.ts'
export const env = (name: string) => ({ env: name })
export const API = { url: 'https://api.example.org', key: env('KEY'), model: 'm' }
export const LOGIN = {
  url: 'https://a.example',
  email: 'a@example.org',
  password: env('KEY'),
  locators: { email: 'e', password: 'p', submit: 's', signedIn: 'i', signOut: 'o', signedOut: 'u' },
}

/** The problems of a configuration object: of its keys, or else between them. */
export function check(input: object, environment: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const schema = configSchema({ KEY: 'sk-1', ...environment })
  const parsed = schema.safeParse(input)
  return parsed.success
    ? crossChecks(parsed.data, parsed.data.alerts.channels, SOURCE)
    : problemsOf(parsed.error, SOURCE, schema, input)
}

export const targets = (...list: readonly object[]) => ({ targets: list })
export const target = (more: object) => targets({ name: 'a', ...more })
export const channels = (...list: readonly object[]) => ({ alerts: { channels: list } })
