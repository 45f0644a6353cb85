import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defined, messageOf } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import { failedReply } from './failed-reply.ts'
import { keyScrubber } from './key-scrubber.ts'
import { type Api, type Entry, MAX_TOKENS, type Route } from './route.ts'

const PACKAGES: Readonly<Record<Api, string>> = { messages: '@anthropic-ai/sdk', 'chat-completions': 'openai' }

/** The team's SDK with its own retries; undefined where it is not installed. @param folder folder of the team's code */
export async function sdkRoute(entry: Entry, folder: string): Promise<Route | undefined> {
  const name = PACKAGES[entry.api]
  const installed = findPackage(name, folder)
  if (!installed) return undefined
  const module: unknown = await import(pathToFileURL(installed.file).href)
  const Client = clientOf(module, entry.api === 'messages' ? 'Anthropic' : 'OpenAI')
  if (!Client) return undefined
  return {
    name: 'sdk',
    client: `${name} ${installed.version}`,
    parallel: 16,
    ask: (prompt, signal) => (entry.api === 'messages' ? askMessages : askChat)(Client, entry, prompt, signal),
  }
}

/** Name of the package of an API, for the message that it is missing. */
export function sdkPackage(api: Api): string {
  return PACKAGES[api]
}

interface ClientOptions {
  readonly apiKey: string
  readonly baseURL: string
  readonly fetch: typeof fetch
}
/** The members of both SDKs that are used. */
interface SdkClient {
  readonly messages: { stream(body: object, options: object): { finalMessage(): Promise<SdkMessage> } }
  readonly chat: { completions: { create(body: object, options: object): Promise<AsyncIterable<SdkChunk>> } }
}
type ClientClass = new (options: ClientOptions) => SdkClient

interface SdkMessage {
  readonly model?: string
  readonly content: readonly { readonly text?: string }[]
}
interface SdkChunk {
  readonly model?: string
  readonly choices: readonly {
    readonly delta?: { readonly content?: string | null }
    readonly finish_reason?: string
  }[]
}

async function askMessages(Client: ClientClass, entry: Entry, prompt: string, signal: AbortSignal): Promise<Reply> {
  return observed(entry, signal, '', async (connection, options) => {
    const message = await new Client(connection).messages.stream(bodyOf(entry, prompt), options).finalMessage()
    const text = message.content.map((block) => block.text ?? '').join('')
    return { text, complete: true, ...defined({ model: message.model }) }
  })
}

/** The SDK of OpenAI ends a broken stream without an error: the finish reason is the only end. */
async function askChat(Client: ClientClass, entry: Entry, prompt: string, signal: AbortSignal): Promise<Reply> {
  return observed(entry, signal, '/v1', async (connection, options) => {
    let [text, complete, model] = ['', false, undefined as string | undefined]
    for await (const chunk of await new Client(connection).chat.completions.create(bodyOf(entry, prompt), options)) {
      text += chunk.choices[0]?.delta?.content ?? ''
      complete ||= chunk.choices[0]?.finish_reason != null
      model ??= chunk.model
    }
    return { text, complete, ...defined({ model }) }
  })
}

/** Runs a call of the SDK and records the last HTTP status: an error in mid-stream has none of its own. */
async function observed(
  entry: Entry,
  signal: AbortSignal,
  path: string,
  call: (connection: ClientOptions, options: { readonly signal: AbortSignal }) => Promise<Reply>,
): Promise<Reply> {
  const { key, url } = entry
  let httpStatus: number | undefined
  const recordingFetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    httpStatus = response.status
    return response
  }
  try {
    const reply = await call({ apiKey: key, baseURL: `${url}${path}`, fetch: recordingFetch }, { signal })
    return { ...reply, ...defined({ httpStatus }) }
  } catch (error) {
    if (signal.aborted) throw error
    const name = error instanceof Error ? error.constructor.name : 'Error'
    return { ...failedReply(`${name}: ${keyScrubber(entry).text(messageOf(error))}`), ...defined({ httpStatus }) }
  }
}

function bodyOf({ api, model }: Entry, prompt: string): object {
  const body = { model, max_tokens: MAX_TOKENS, messages: [{ role: 'user', content: prompt }] }
  return api === 'messages' ? body : { ...body, stream: true }
}

/** The class of a module, which may be CommonJS or ESM. */
function clientOf(module: unknown, name: string): ClientClass | undefined {
  const { default: inner, [name]: direct } = module as Record<string, unknown>
  const nested = (inner as Record<string, unknown> | undefined)?.[name]
  return [direct, nested, inner].find((candidate) => typeof candidate === 'function') as ClientClass | undefined
}

function findPackage(name: string, folder: string): { readonly file: string; readonly version: string } | undefined {
  try {
    const file = createRequire(join(folder, 'package.json')).resolve(name)
    return { file, version: versionAbove(dirname(file), name) }
  } catch {
    return undefined
  }
}

function versionAbove(folder: string, name: string): string {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: string
      version?: string
    }
    if (manifest.name === name && manifest.version) return manifest.version
  } catch {
    // The next folder up may have it.
  }
  return dirname(folder) === folder ? 'unknown version' : versionAbove(dirname(folder), name)
}
