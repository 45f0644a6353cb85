import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/index.ts'
import { type PostOffice, startPostOffice } from '../../support/post-office.ts'
import { newFolder, type StartedProduct, startProduct } from '../../support/product.ts'
import { openSandbox } from './kit.ts'

let post: PostOffice

beforeAll(async () => {
  post = await startPostOffice('word-of-the-mailbox')
})
afterAll(() => post.stop())

const askLink = (url: string) =>
  fetch(`${url}/sign-in/link`, { method: 'POST', body: new URLSearchParams({ email: SANDBOX_ACCOUNT.email }) })

describe('doorwatch sandbox start --smtp', () => {
  let product: StartedProduct

  afterAll(async () => {
    product.kill('SIGINT')
    await product.exited
  })

  it('hands its mails in at the mail server, and has no mailbox page then', async () => {
    product = startProduct(newFolder('post'), {}, ['sandbox', 'start', '--port', '0', '--smtp', post.smtpUrl])
    await expect.poll(product.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+/)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(product.stdout())?.[0] ?? ''
    expect((await askLink(url)).status).toBe(200)
    await expect.poll(() => post.imap.mails.length).toBe(1)
    const [mail] = post.imap.mails
    expect(mail?.parsed.to).toMatchObject([{ address: SANDBOX_ACCOUNT.email }])
    expect(mail?.parsed.text).toContain(`${url}/sign-in/link/`)
    expect(mail?.parsed.html).toContain(`${url}/sign-in/link/`)
    expect((await fetch(`${url}/mailbox`)).status).toBe(404)
  })
})

describe('a sandbox whose mail server is gone', () => {
  it('keeps running, promises the mail as services do, and logs the failure', async () => {
    const sandbox = await openSandbox({ smtp: 'smtp://127.0.0.1:9' })
    expect((await askLink(sandbox.url)).status).toBe(200)
    await expect.poll(() => sandbox.log.lines.join('\n')).toContain('sandbox mail failed')
    await sandbox.stop()
  })

  it('does not send what was to come late once it has stopped', async () => {
    const before = post.imap.mails.length
    const sandbox = await openSandbox({ smtp: post.smtpUrl })
    await sandbox.control.break('login', 'mail-late', { delayMs: 400 })
    await askLink(sandbox.url)
    await sandbox.stop()
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(post.imap.mails).toHaveLength(before)
  })
})
