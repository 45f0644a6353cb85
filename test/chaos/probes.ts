/** The probes of the chaos test, as files of a user: one request each, and one page where there is a browser. */

interface ProbeSource {
  readonly name: string
  readonly path: string
  readonly headers?: string
}

const REQUESTS: readonly ProbeSource[] = [
  { name: 'login', path: '/sign-in' },
  {
    name: 'api',
    path: '/v1/models',
    headers: "{ 'x-api-key': target.api.key.reveal(), 'anthropic-version': '2023-06-01' }",
  },
  { name: 'model-b', path: '/v1/models', headers: "{ authorization: 'Bearer ' + target.api.key.reveal() }" },
  { name: 'status', path: '/api/v2/summary.json' },
  { name: 'home', path: '/' },
]

/** Probe files by name, all with the same interval. */
export function probeFiles(everyMs: number, withPage: boolean): Readonly<Record<string, string>> {
  const files = Object.fromEntries(REQUESTS.map((source) => [`${source.name}.probe.ts`, requestProbe(source, everyMs)]))
  return withPage ? { ...files, 'page.probe.ts': pageProbe(everyMs) } : files
}

/** Names of the probes, which are the surfaces as well. */
export function probeNames(withPage: boolean): readonly string[] {
  return [...REQUESTS.map(({ name }) => name), ...(withPage ? ['page'] : [])]
}

/** The probe of targets that are one address each. */
export function askFile(everyMs: number): Readonly<Record<string, string>> {
  return { 'ask.probe.ts': requestProbe({ name: 'ask', path: '' }, everyMs) }
}

function requestProbe({ name, path, headers = '{}' }: ProbeSource, everyMs: number): string {
  return `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: '${name}', surface: '${name}', needs: ['api'], every: '${everyMs}ms', timeout: '${everyMs - 50}ms' }, async ({ http, step, target }) => {
  const answer = await step('ask', () => http.request(new URL('${path}', target.api.url).href, { headers: ${headers} }))
  await step('check', () => expect(answer.status).toBe(200))
})
`
}

function pageProbe(everyMs: number): string {
  return `import { browserProbe, expect, openPage } from 'doorwatch/probe'
export default browserProbe({ name: 'page', surface: 'page', needs: ['api'], every: '${everyMs}ms', timeout: '${everyMs - 50}ms' }, async ({ page, step, target }) => {
  await step('open', async () => {
    await openPage(page, target.api.url)
    await expect(page.locator('body')).toBeVisible()
  })
})
`
}
