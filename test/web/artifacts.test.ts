import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { empty } from '../support/scenarios.ts'

const SECRET = 'words outside the folder'
let board: TestDashboard
beforeAll(async () => {
  board = await startTestDashboard(empty())
  const outside = mkdtempSync(join(tmpdir(), 'doorwatch-outside-'))
  writeFileSync(join(outside, 'secret.txt'), SECRET)
  const run = join(board.artifactsDir, 'runs', 'login 1')
  mkdirSync(run, { recursive: true })
  writeFileSync(join(run, 'screenshot.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47]))
  writeFileSync(join(run, 'console.txt'), '<script>alert(1)</script>')
  writeFileSync(join(run, 'page.html'), '<script>alert(1)</script>')
  writeFileSync(join(run, 'drawing.svg'), '<svg onload="alert(1)"/>')
  writeFileSync(join(run, 'trace.zip'), 'PK')
  writeFileSync(join(run, '.hidden.txt'), SECRET)
  symlinkSync(join(outside, 'secret.txt'), join(run, 'link.txt'))
  symlinkSync(outside, join(board.artifactsDir, 'away'))
  writeFileSync(join(board.artifactsDir, '..', 'doorwatch-outside.txt'), SECRET)
})
afterAll(() => board.stop())

/** Sends the path exactly as written: fetch would resolve the dots away. */
function raw(path: string): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(board.url)
    const sent = request({ hostname, port, path }, (answer) => {
      let body = ''
      answer.setEncoding('latin1').on('data', (chunk: string) => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('evidence', () => {
  it.each([
    ['screenshot.png', 'image/png', 'inline'],
    ['console.txt', 'text/plain; charset=utf-8', 'inline'],
    ['page.html', 'application/octet-stream', 'attachment'],
    ['drawing.svg', 'application/octet-stream', 'attachment'],
    ['trace.zip', 'application/octet-stream', 'attachment'],
  ])('%s is served as %s, %s, and may run nothing', async (name, type, disposition) => {
    const { status, headers } = await raw(`/artifacts/runs/login%201/${name}`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe(type)
    expect(headers['content-disposition']).toBe(disposition)
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('is sent complete', async () => {
    expect((await raw('/artifacts/runs/login%201/console.txt')).body).toBe('<script>alert(1)</script>')
  })

  it.each([
    '/artifacts/../doorwatch-outside.txt',
    '/artifacts/%2e%2e/doorwatch-outside.txt',
    '/artifacts/..%2fdoorwatch-outside.txt',
    '/artifacts/runs/..%5c..%5cdoorwatch-outside.txt',
    '/artifacts/runs/../../doorwatch-outside.txt',
    '/artifacts/runs/login%201/link.txt',
    '/artifacts/away/secret.txt',
    '/artifacts/runs/login%201/.hidden.txt',
    '/artifacts//etc/passwd',
    '/artifacts/%2fetc%2fpasswd',
    '/artifacts/C:%5cwindows',
    '/artifacts/runs%00/login',
    '/artifacts/runs/login%201',
    '/artifacts/',
    '/artifacts/%zz',
    '/artifacts/none.png',
  ])('outside the folder, hidden or absent is not found: %s', async (path) => {
    const { status, body } = await raw(path)
    expect(status).toBe(404)
    expect(body).not.toContain(SECRET)
  })
})
