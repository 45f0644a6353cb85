import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { newFolder } from '../support/folder.ts'

/** Clears the screen, sets the title of the window, hides what follows, turns its order around; in codes old and new. */
const EVIL = 'a\u001b[2Jb\u001b]0;owned\u0007c\u009b8md\u202ee\u2066f\u0007g\u0008h\u001b[31mi'
const DANGEROUS = /(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

const folder = newFolder('outside')
const environment = { API_KEY: 'sk-0123456789' }
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(400, { 'content-type': 'application/json', 'request-id': 'req\u009b2J' })
  response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: EVIL } }))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const targets = [{ name: 'here', api: { url, key: { env: 'API_KEY' }, model: 'm' } }]
  writeFileSync(join(folder, 'doorwatch.config.ts'), `export default ${JSON.stringify({ sandbox: false, targets })}`)
})
afterAll(() => server.close())

/** @returns Everything a command prints; with `colour` as on a terminal. */
async function printed(words: readonly string[], colour = false): Promise<string> {
  const { stdout, stderr } = await command(folder, words, { ...environment, ...(colour ? { FORCE_COLOR: '1' } : {}) })
  return stdout + stderr
}

/** Whether a text has escape sequences, and only those of the product's colours. */
function hasOnlyProductColours(text: string): boolean {
  const [, ...sequences] = text.split('\u001b')
  return sequences.length > 0 && sequences.every((rest) => /^\[(?:[12]|22|3[1236]|39)m/.test(rest))
}

describe('text of a service', () => {
  it('moves no cursor, sets no title and turns no text around on the terminal', async () => {
    const plain = await printed(['run', 'api'])
    expect(plain).toContain(String.raw`HTTP 400 (invalid_request_error): abcd\u202ee\u2066f\u0007g\u0008hi`)
    expect(plain).not.toMatch(DANGEROUS)
    const coloured = await printed(['run', 'api'], true)
    expect(coloured).toContain(String.raw`abcd\u202ee\u2066f\u0007g\u0008hi`)
    expect(hasOnlyProductColours(coloured)).toBe(true)
  })

  it('has no control characters in JSON lines', async () => {
    const run = await printed(['run', 'api', '--json'])
    for (const line of run.trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ failure: { class: 'bad_request', blame: 'ours' } })
    }
    expect(run).not.toMatch(DANGEROUS)
  })
})

describe('text of a person', () => {
  it('has its control characters escaped on the terminal, and is unchanged as JSON', async () => {
    expect(await printed(['mute', '--reason', EVIL])).toContain('no alerts for 1 h')
    const list = await printed(['mute', '--list'])
    expect(list).toContain(String.raw`a\u001b[2Jb\u001b]0;owned\u0007c\u009b8md\u202ee\u2066f\u0007g\u0008h\u001b[31mi`)
    expect(list).not.toMatch(DANGEROUS)
    const json = await printed(['mute', '--list', '--json'])
    expect(json).not.toMatch(DANGEROUS)
    expect(JSON.parse(json)).toMatchObject([{ reason: EVIL }])
  })

  it('has its control characters escaped in error messages', async () => {
    expect(await printed(['why', EVIL], true)).toContain(String.raw`"a\u001b[2Jb\u001b]0;owned\u0007`)
    expect(await printed([EVIL])).not.toMatch(DANGEROUS)
  })
})
