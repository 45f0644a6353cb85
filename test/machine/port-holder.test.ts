import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { holderText, portHolder } from '../../src/machine/index.ts'
import { freePort } from '../support/product.ts'

describe.skipIf(process.platform !== 'linux')('who listens on a port', () => {
  it('is shown by process id and command', async () => {
    const code =
      "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })"
    const child = spawn(process.execPath, ['-e', code, '--', '--api-key=planted-key'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const holder = portHolder(Number(line.toString()))
    child.kill()
    expect(holder?.pid).toBe(child.pid)
    expect(holder?.command).toContain(process.execPath)
    expect(holder?.command).not.toContain('planted-key')
  })

  it.each(['127.0.0.1', '::1'])('is this process if it listens on %s', async (host) => {
    // A port that no other test has at 127.0.0.1: each address of a port may have a process of its own.
    const server = createServer().listen(await freePort(), host)
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expect(holderText(port)).toContain(`process ${process.pid} (`)
    server.close()
  })

  it('is another program if the process is unknown', async () => {
    expect(holderText(await freePort())).toBe('another program')
  })
})
