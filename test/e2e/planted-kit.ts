import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { filesBelow } from '../run/sessions/kit.ts'

/** Secrets that the service and the client repeat. */
export const ECHOED = {
  password: 'planted-password-7c1d',
  totp: 'PLANTEDSEEDAAAAAA234567QRSTUV',
  imap: 'planted-imap-word-3b9e',
  api: 'sk-planted-api-key-88f2e1',
  cookie: 'planted-session-cookie-90ef2c',
  user: 'planted-own-secret-6e0d',
}
/** Every secret of the test, by name. */
export const SECRETS = {
  ...ECHOED,
  key: 'planted-key-of-the-environment-51aa',
  slack: 'planted-slack-secret',
  hook: 'planted-hook-77d0',
  collector: 'planted-collector-token-2ab4',
}

export const EMAIL = 'robin@lumen.example'

/** A client that prints every secret on both of its outputs. */
export const CLIENT = `console.log(${JSON.stringify(Object.values(ECHOED).join(' '))}, process.env.CLIENT_KEY)
console.error(${JSON.stringify(Object.values(ECHOED).map(encodeURIComponent).join('&'))})
process.exitCode = process.argv.includes('--version') ? 0 : 1`

/** A probe of the user that writes its secret into a page and expects another text there. */
export const USER_PROBE = `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ name: 'custom', surface: 'checkout', target: 'custom', every: '1m', timeout: '30s' },
  async ({ page, step, target }) => {
    await step('look', async () => {
      await page.goto(target.urls.page)
      await page.evaluate((secret) => { document.body.innerHTML = '<p>' + secret; console.log(secret) }, target.secrets.USER.reveal())
      await expect(page.locator('p')).toHaveText('something else than ' + target.secrets.USER.reveal(), { timeout: 1000 })
    })
  })
`

/** Where the parts of the test are. */
interface Places {
  /** Folder of the configuration. */
  readonly folder: string
  readonly serviceUrl: string
  readonly mailboxUrl: string
  readonly dashboardPort: number
  /** Takes the runs as traces. */
  readonly collectorUrl: string
}

/** The text of a configuration with one target for each way a secret is used. */
export function configText({ folder, serviceUrl, mailboxUrl, dashboardPort, collectorUrl }: Places): string {
  const at = (path: string) => `${serviceUrl}${path}`
  const locators = {
    email: '#e',
    password: '#p',
    submit: '#s',
    code: '#c',
    signedIn: '#in',
    signOut: '#out',
    signedOut: '#s',
  }
  const login = { email: EMAIL, locators, password: { env: 'LOGIN_PASSWORD' } }
  const totp = { kind: 'password', totp: { env: 'TOTP_SEED' } }
  const mailbox = { url: mailboxUrl, password: { env: 'IMAP_PASSWORD' } }
  const client = [process.execPath, join(folder, 'client.js')]
  const targets = [
    { name: 'factor', login: { ...login, url: at('/password-form'), strategy: totp } },
    { name: 'mailed', login: { ...login, url: at('/mail-form'), strategy: { kind: 'email-code', mailbox } } },
    { name: 'kept', login: { ...login, url: at('/open-form'), home: at('/home') } },
    { name: 'custom', urls: { page: at('/custom') }, secrets: { USER: { env: 'USER_SECRET' } } },
    {
      name: 'service',
      statusPage: at('/status'),
      api: { url: serviceUrl, key: { env: 'API_KEY' }, model: 'small-1' },
      cli: { command: client, env: { CLIENT_KEY: { env: 'API_KEY' } } },
    },
  ]
  const frequent = { every: '10s', timeout: '9s' }
  return `export default ${JSON.stringify({
    sandbox: false,
    targets,
    probes: ['probes'],
    falseAlarmDays: 1,
    confirmAfter: '2s',
    traces: { url: collectorUrl, headers: { authorization: { env: 'COLLECTOR_TOKEN' } } },
    dashboard: { publicUrl: `http://127.0.0.1:${dashboardPort}` },
    schedule: Object.fromEntries(
      ['login', 'session', 'api', 'api-methods', 'cli', 'custom'].map((probe) => [probe, frequent]),
    ),
    alerts: { channels: [{ kind: 'webhook', url: { env: 'HOOK_URL' } }] },
  })}`
}

/** The encodings in which a secret may appear. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    return padded.toString('base64').slice(offset === 0 ? 0 : 4, -4)
  })
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64]
}

/** @returns The names of the secrets that a text contains. */
export function leaksIn(text: string): readonly string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  )
}

/** @returns The tokens of links that acknowledge which a text contains. */
export function ackTokensIn(text: string): readonly string[] {
  return text.match(/dwa[0-9a-f]{64}/g) ?? []
}

/** Every file of the state folder and every part of a trace, as text. */
export function stateParts(folder: string): readonly { readonly where: string; readonly words: string }[] {
  return filesBelow(join(folder, '.doorwatch')).flatMap(({ path, bytes }) => {
    const parts = path.endsWith('trace.zip') ? Object.entries(unzipSync(bytes)) : []
    return [['', bytes] as const, ...parts].map(([part, content]) => ({
      ...{ where: `${path} ${part}`, words: Buffer.from(content).toString('latin1') },
    }))
  })
}

/** The newest run of each probe: its page, and the same as data with its requests. */
export async function addressesOfRuns(base: string): Promise<readonly string[]> {
  const { items } = (await (await fetch(new URL('/api/v1/runs?limit=200', base))).json()) as {
    items: readonly { id: number; target: string; probe: string; trigger: string; scheduledAt: string }[]
  }
  const newest = new Map(items.toReversed().map((run) => [`${run.target}/${run.probe}`, run]))
  return [...newest.values()].flatMap(({ id, target, probe, trigger, scheduledAt }) => [
    `/api/v1/runs/${id}`,
    `/runs/${target}/${probe}/${Date.parse(scheduledAt)}-${trigger}`,
  ])
}
