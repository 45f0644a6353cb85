import * as z from 'zod'
import { ConfigError, type Problem, plural } from '../core/index.ts'
import { expandHome } from '../package/index.ts'
import { smtpAddress } from './addresses.ts'
import { readEnvFile } from './env-file.ts'
import { describe } from './got.ts'
import { mailAddress, mailAddresses } from './mail-schema.ts'
import { problemsOf } from './problems.ts'
import { type Environment, homeOf } from './variables.ts'

/** Variables that set a key of the configuration; the environment wins over the file. */
const environmentSchema = z.object({
  DOORWATCH_DB: z.string().min(1).optional(),
  /** Folder for cache, evidence and sessions. */
  DOORWATCH_STATE: z.string().min(1).optional(),
  DOORWATCH_BROWSER: z.string().min(1).optional(),
  DOORWATCH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Encrypts the sessions that are kept on disk. */
  DOORWATCH_KEY: z
    .string()
    .refine((key) => key.length >= 16, 'at least 16 characters, better 32 random ones')
    .optional(),
  DOORWATCH_LOCATION: z.string().min(1).max(60).optional(),
  SLACK_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: smtpAddress.optional(),
  ALERT_EMAIL_TO: mailAddresses.optional(),
  ALERT_EMAIL_FROM: mailAddress.optional(),
})

/** Variables whose values are never shown. */
const SECRET_VARIABLES: readonly string[] = ['DOORWATCH_KEY', 'SLACK_WEBHOOK_URL', 'SMTP_URL']

/** Variables that hold a path on this machine. */
const PATH_VARIABLES: readonly string[] = [
  'DOORWATCH_DB',
  'DOORWATCH_STATE',
  'DOORWATCH_BROWSER',
  'NODE_EXTRA_CA_CERTS',
]

export type Settings = z.output<typeof environmentSchema>

/**
 * The process environment plus the variables of a `.env` file next to the configuration; set variables win.
 * @throws ConfigError where `.env` cannot be read
 */
export function readEnvironment(root: string, environment: Environment): Environment {
  return { ...readEnvFile(root), ...environment }
}

/** Paths of programs, language, time zone, and the certificate authorities of a company's own proxies. */
const PASSED_ON = ['PATH', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS'] as const

/** The variables that the processes of runs get: none of them holds a secret. */
export function passedOnFrom(environment: Environment): Readonly<Record<string, string>> {
  return valuesIn(environment, PASSED_ON)
}

/**
 * Reads the variables Doorwatch knows. An empty variable counts as not set.
 * @throws ConfigError with every problem; values are never shown, they may be secrets.
 */
export function readSettings(environment: Environment): Settings {
  const values = valuesIn(environment, Object.keys(environmentSchema.shape))
  const parsed = environmentSchema.safeParse(values)
  const problems: Problem[] = parsed.success
    ? []
    : problemsOf(parsed.error, 'environment', environmentSchema, values).map((problem) =>
        SECRET_VARIABLES.includes(problem.path) ? { ...problem, got: describe(values[problem.path], true) } : problem,
      )
  if (values.SMTP_URL && !values.ALERT_EMAIL_TO) {
    problems.push({
      source: 'environment',
      path: 'ALERT_EMAIL_TO',
      expected: 'an e-mail address, because SMTP_URL is set',
      got: 'nothing',
      hint: 'Set ALERT_EMAIL_TO to the recipient of the alerts, or unset SMTP_URL.',
    })
  }
  if (!parsed.success || problems.length > 0) {
    const names = [...new Set(problems.map(({ path }) => path))]
    throw new ConfigError(`the environment has ${plural(names.length, 'variable')} that cannot be used`, problems)
  }
  return parsed.data
}

/** The variables of these names that are set, without the white space around them and with `~` in paths expanded. */
function valuesIn(environment: Environment, names: readonly string[]): Readonly<Record<string, string>> {
  const home = homeOf(environment)
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name]?.trim()
      if (!value) return []
      return [[name, PATH_VARIABLES.includes(name) ? expandHome(value, home) : value]]
    }),
  )
}
