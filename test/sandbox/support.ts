import { join } from 'node:path'
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { sandboxTarget } from '../../src/config/presets/index.ts'
import { SILENT } from '../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import {
  type ControlClient,
  controlClient,
  SANDBOX_ACCOUNT,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/index.ts'
import { INSTANT_PACE } from '../support/instant-pace.ts'

/** A sandbox for the tests of one file; every door is healed after each test, and no request may have upset the server. */
export interface Running {
  sandbox: Sandbox
  control: ControlClient
}

export function useSandbox(options: Partial<SandboxOptions> = {}): Running {
  const running = {} as Running
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  beforeAll(async () => {
    running.sandbox = await startSandbox({ log: SILENT, port: 0, controlPort: 0, pace: INSTANT_PACE, ...options })
    running.control = controlClient(running.sandbox.controlUrl)
  })
  afterEach(async () => {
    await running.control.heal()
    const errors = complaints.mock.calls.map(([first]) => first).filter((first) => first instanceof Error)
    complaints.mockClear()
    expect(errors).toEqual([])
  })
  afterAll(async () => {
    complaints.mockRestore()
    await running.sandbox.stop()
  })
  return running
}

/** The official client, without retries so that each fault is seen once. */
export function sdk(running: Running, timeoutMs = 60_000): Anthropic {
  const client = { baseURL: running.sandbox.url, apiKey: SANDBOX_ACCOUNT.apiKey }
  return new Anthropic({ ...client, maxRetries: 0, timeout: timeoutMs })
}

export const PONG = {
  model: 'lumen-small-2',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'Reply with exactly: pong' }],
}

/** The sandbox as the product watches it: the preset's own locators and prompts. */
export function presetOf(url: string) {
  const doors = { url, controlUrl: url, account: SANDBOX_ACCOUNT, cliEntry: CLI_ENTRY }
  const { login, chat, console: keys, cli, api } = sandboxTarget(doors)
  if (!login || !chat || !keys || !cli || !api) throw new Error('the preset lacks a door')
  return { login, chat, console: keys, cli, api }
}

/** The command-line client, as it is built. */
export const CLI_ENTRY = join(PACKAGE_ROOT, 'dist/src/sandbox/cli/main.js')

/** Headers of a plain HTTP client of the Messages API. */
export const API_HEADERS = {
  'x-api-key': SANDBOX_ACCOUNT.apiKey,
  'anthropic-version': '2023-06-01',
  'content-type': 'application/json',
}

/** Signs in over plain HTTP; gives the cookie header of the session. */
export async function signInCookie(running: Running): Promise<string> {
  const response = await postForm(`${running.sandbox.url}/sign-in`, {
    email: SANDBOX_ACCOUNT.email,
    password: SANDBOX_ACCOUNT.password,
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Posts a form and does not follow redirects. */
export function postForm(url: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { cookie } })
}
