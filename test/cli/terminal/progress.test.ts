import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paintFor } from '../../../src/cli/terminal/colour.ts'
import { outputTo } from '../../../src/cli/terminal/output.ts'
import { whileWorking } from '../../../src/cli/terminal/while-working.ts'
import { PRODUCT_FOLDER } from '../../../src/package/index.ts'
import { doorwatch, newFolder } from '../../support/product.ts'

const ERASED = '\r\u001b[K'

/** An output to a stream that remembers what it was sent. */
function outputOf({ isTTY = true, columns = 40 } = {}) {
  const sent: string[] = []
  const stream = { isTTY, columns, write: (text: string) => sent.push(text) }
  return { sent, output: outputTo(stream as unknown as NodeJS.WriteStream, paintFor({ isTTY: false }, {})) }
}

describe('a hint of what is going on', () => {
  it('stands in one line, and is gone before anything is printed', () => {
    const { sent, output } = outputOf()
    output.hint('a')
    output.hint('b')
    output.write('done\n')
    output.write('really\n')
    expect(sent).toEqual([`\ra\u001b[K`, `\rb\u001b[K`, ERASED, 'done\n', 'really\n'])
  })

  it('keeps to its line, whatever it is about', () => {
    const { sent, output } = outputOf({ columns: 8 })
    output.hint('a\u001b[2J\nb and more')
    expect(sent).toEqual(['\ra\\u001…\u001b[K'])
  })

  it('is not shown without a terminal', () => {
    const { sent, output } = outputOf({ isTTY: false })
    output.hint('a')
    output.hint('')
    expect(sent).toEqual([])
  })
})

describe('work that takes its time', () => {
  it('says so after two seconds, now and then, and no more once it is done', async () => {
    let now = 1_000
    const hints: string[] = []
    const output = { hint: (text: string) => void hints.push(text) }
    const work = (tick: () => void) => {
      for (const ms of [500, 1_499, 2, 100, 100, 8_799]) {
        now += ms
        tick()
      }
      return 7
    }
    expect(await whileWorking(output, () => `at ${now}`, work, { now: () => now })).toBe(7)
    expect(hints).toEqual(['at 3001, 2.0 s', 'at 12000, 11 s', ''])
  })

  it('leaves nothing behind where it fails', async () => {
    const hints: string[] = []
    const fails = () => Promise.reject(new Error('no'))
    await expect(whileWorking({ hint: (text) => void hints.push(text) }, () => 'x', fails)).rejects.toThrow('no')
    expect(hints).toEqual([''])
  })
})

describe('a run of a door that hangs', () => {
  const folder = newFolder('progress')
  const hanging: ServerResponse[] = []
  const server = createServer((request, response) => {
    request.resume()
    hanging.push(response)
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const targets = [{ name: 'here', api: { url, key: { env: 'API_KEY' }, model: 'm' } }]
    const schedule = { 'api-methods': { off: true } }
    const config = JSON.stringify({ sandbox: false, targets, schedule })
    writeFileSync(join(folder, 'doorwatch.config.ts'), `export default ${config}`)
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  /** A terminal of its own, as `script` of util-linux gives one. */
  it.skipIf(!existsSync('/usr/bin/script'))('says on a terminal which step it is at, until it is over', async () => {
    const command = `'${process.execPath}' '${join(PRODUCT_FOLDER, 'cli/main.js')}' run api --no-store`
    const { PATH, HOME } = process.env
    const environment = { PATH, HOME, TERM: 'xterm', NO_COLOR: '1', API_KEY: 'sk-0123456789' }
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env: environment, stdio: 'pipe' })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      // Not before the line was seen does the service answer: how fast this machine is does not matter.
      if (/here\/api: stream a message, \d/.test(printed)) {
        for (const response of hanging.splice(0)) response.writeHead(529).end()
      }
    })
    await new Promise((resolve) => child.once('close', resolve))
    const [before = '', rest = ''] = printed.split(`${ERASED}✗ failed`)
    expect(before).toMatch(/^\rhere\/api: stream a message, \d/)
    expect(rest).toContain('HTTP 529')
  })

  it('says nothing of it elsewhere', async () => {
    const ended = doorwatch(folder, ['run', 'api', '--no-store'], { API_KEY: 'sk-0123456789' })
    await expect.poll(() => hanging.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    for (const response of hanging.splice(0)) response.writeHead(529).end()
    expect(await ended).toMatchObject({ code: 1, stderr: '' })
  })
})
