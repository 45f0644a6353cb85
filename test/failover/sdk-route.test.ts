import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api, Entry } from '../../src/failover/routes/route.ts'
import { sdkPackage, sdkRoute } from '../../src/failover/routes/sdk.ts'
import { newFolder } from '../support/folder.ts'

const KEY = 'sk-team-4711-4711'
let server: Server
let url = ''
let status = 200
/** What the client was given and asked, as the gateway saw it. */
const asked: { path: string; body: Record<string, unknown> }[] = []

beforeAll(async () => {
  server = createServer(async (incoming, out) => {
    let body = ''
    for await (const piece of incoming) body += piece
    asked.push({ path: incoming.url ?? '', body: JSON.parse(body) })
    out.writeHead(status).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** A folder with a package of that name, written like the SDK of the provider. */
function folderWith(name: string, code: string, fields: object = { version: '9.8.7', type: 'module' }): string {
  const folder = newFolder('sdk')
  const place = join(folder, 'node_modules', name)
  mkdirSync(join(place, 'lib'), { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, main: 'lib/index.js', ...fields }))
  writeFileSync(join(place, 'lib', 'index.js'), code)
  return folder
}

const entry = (api: Api): Entry => ({ url, api, key: KEY, model: 'team-model' })
const ask = async (api: Api, folder: string, signal = AbortSignal.timeout(30_000)) =>
  (await sdkRoute(entry(api), folder))?.ask('hello', signal)

/** The SDK of Anthropic, with this in place of what it does after its request. */
const anthropic = (after: string) => `
export class Anthropic {
  constructor({ apiKey, baseURL, fetch }) { Object.assign(this, { apiKey, baseURL, fetch }) }
  messages = {
    stream: (body, { signal }) => ({
      finalMessage: async () => {
        const response = await this.fetch(this.baseURL + '/v1/messages', { method: 'POST', body: JSON.stringify(body), signal })
        ${after}
      },
    }),
  }
}`

/** The SDK of OpenAI, with these chunks in its stream. */
const openai = (chunks: string) => `
export default class OpenAI {
  constructor({ apiKey, baseURL, fetch }) { Object.assign(this, { apiKey, baseURL, fetch }) }
  chat = {
    completions: {
      create: async (body, { signal }) => {
        await this.fetch(this.baseURL + '/chat/completions', { method: 'POST', body: JSON.stringify(body), signal })
        return (async function* () { ${chunks} })()
      },
    },
  }
}`

describe("the team's SDK as a route", () => {
  it('is the package that speaks the protocol of the gateway', () => {
    expect([sdkPackage('messages'), sdkPackage('chat-completions')]).toEqual(['@anthropic-ai/sdk', 'openai'])
  })

  it('is none where the package is not installed, or has no client', async () => {
    expect(await sdkRoute(entry('messages'), newFolder('sdk'))).toBeUndefined()
    expect(
      await sdkRoute(entry('messages'), folderWith('@anthropic-ai/sdk', 'export const version = 1')),
    ).toBeUndefined()
  })

  it('has the name and the version of the package', async () => {
    const folder = folderWith('@anthropic-ai/sdk', anthropic('return { content: [] }'))
    expect(await sdkRoute(entry('messages'), folder)).toMatchObject({ name: 'sdk', client: '@anthropic-ai/sdk 9.8.7' })
    const unnamed = folderWith('@anthropic-ai/sdk', anthropic('return { content: [] }'), { type: 'module' })
    expect((await sdkRoute(entry('messages'), unnamed))?.client).toBe('@anthropic-ai/sdk unknown version')
  })

  it('gives the whole text of a message, and its model', async () => {
    const after = "return { model: 'm', content: [{ text: 'po' }, { type: 'thinking' }, { text: 'ng' }] }"
    asked.length = 0
    expect(await ask('messages', folderWith('@anthropic-ai/sdk', anthropic(after)))).toEqual({
      ...{ text: 'pong', complete: true, model: 'm', httpStatus: 200 },
    })
    expect(asked).toEqual([
      {
        path: '/v1/messages',
        body: { model: 'team-model', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] },
      },
    ])
  })

  it('gives the chunks of chat completions, complete only with a finish reason', async () => {
    const chunks = "yield { model: 'm', choices: [{ delta: { content: 'po' } }] }; yield { choices: [] };"
    const last = "yield { choices: [{ delta: { content: 'ng' }, finish_reason: 'stop' }] };"
    asked.length = 0
    const whole = await ask('chat-completions', folderWith('openai', openai(chunks + last)))
    expect(whole).toEqual({ text: 'pong', complete: true, model: 'm', httpStatus: 200 })
    expect(asked[0]).toMatchObject({ path: '/v1/chat/completions', body: { stream: true } })
    const broken = await ask('chat-completions', folderWith('openai', openai(chunks)))
    expect(broken).toEqual({ text: 'po', complete: false, model: 'm', httpStatus: 200 })
  })

  it('has the error of the SDK with its kind, without the key, and the status that was seen', async () => {
    const after = `
      class OverloadedError extends Error {}
      throw new OverloadedError('529 for ' + this.apiKey)`
    status = 529
    const reply = await ask('messages', folderWith('@anthropic-ai/sdk', anthropic(after)))
    status = 200
    expect(reply).toMatchObject({ text: '', complete: false, httpStatus: 529 })
    expect(reply?.error).toMatch(/^OverloadedError: 529 for \[.+\]$/)
  })

  it('has an error without a status where no answer came', async () => {
    const code = anthropic('').replace('const response = await this.fetch', "throw 'no route'; await this.fetch")
    expect(await ask('messages', folderWith('@anthropic-ai/sdk', code))).toEqual({
      ...{ text: '', complete: false, error: 'Error: no route' },
    })
  })

  it('ends with the patience of the test, which is no answer', async () => {
    const folder = folderWith(
      '@anthropic-ai/sdk',
      anthropic('await new Promise((_, no) => signal.addEventListener("abort", no))'),
    )
    const over = new AbortController()
    setTimeout(() => over.abort(), 20)
    await expect(ask('messages', folder, over.signal)).rejects.toBeDefined()
  })

  it('is found in a package for CommonJS as well', async () => {
    const code = anthropic("return { content: [{ text: 'pong' }] }").replace(
      'export class',
      'exports.Anthropic = class',
    )
    const folder = folderWith('@anthropic-ai/sdk', code, { version: '1.0.0', type: 'commonjs' })
    expect((await ask('messages', folder))?.text).toBe('pong')
  })
})
