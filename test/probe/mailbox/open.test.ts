import { afterEach, describe, expect, it } from 'vitest'
import { type Mailbox, Secret } from '../../../src/core/index.ts'
import { MailboxError, type OpenMailbox, openMailbox } from '../../../src/probe/mailbox/index.ts'
import { mailSource, type PostOffice, startPostOffice } from '../../support/post-office.ts'

const PASSWORD = 'imap-word-91'
const ROBIN = 'robin@lumen.example'
/** For what arrives on a busy machine. */
const LIMIT_MS = 60_000
let post: PostOffice
let opened: OpenMailbox | undefined

async function open(extra: Partial<Mailbox> = {}): Promise<OpenMailbox> {
  post = await startPostOffice(PASSWORD)
  return watch(extra)
}

async function watch(extra: Partial<Mailbox> = {}, askAgainMs?: number): Promise<OpenMailbox> {
  const password = new Secret('IMAP_PASSWORD', PASSWORD)
  opened = await openMailbox({ url: post.imap.url, password, ...extra }, askAgainMs)
  return opened
}

const waits = () => post.imap.commands.some((line) => / IDLE$/.test(line))

afterEach(async () => {
  await opened?.close()
  opened = undefined
  await post.stop()
})

describe('a watched mailbox', () => {
  it('returns a mail that arrives while it waits, as soon as the server announces it', async () => {
    const mailbox = await open()
    const waiting = mailbox.next(ROBIN, Date.now(), LIMIT_MS)
    await expect.poll(waits).toBe(true)
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'Your code is 123456' }))
    expect((await waiting)?.texts[0]).toContain('Your code is 123456')
  })

  it('polls where the server has no IDLE', async () => {
    post = await startPostOffice(PASSWORD, { idle: false })
    const mailbox = await watch({}, 50)
    const waiting = mailbox.next(ROBIN, Date.now(), LIMIT_MS)
    const searches = () => post.imap.commands.filter((line) => / FETCH /.test(line)).length
    await expect.poll(searches).toBeGreaterThan(0)
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'late but there' }))
    expect((await waiting)?.texts[0]).toContain('late but there')
  })

  it('ignores earlier mails, mails to other addresses and old mails', async () => {
    post = await startPostOffice(PASSWORD)
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'of yesterday' }))
    const mailbox = await watch()
    await post.imap.deliver(mailSource({ to: 'other@lumen.example', text: 'for another' }))
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'on its way for long', date: new Date(Date.now() - 90_000) }))
    await post.imap.deliver(mailSource({ to: ROBIN.toUpperCase(), text: 'this one' }))
    expect((await mailbox.next(ROBIN, Date.now(), LIMIT_MS))?.texts[0]).toContain('this one')
    expect(post.imap.mails).toHaveLength(4)
  })

  it('gives nothing when no mail comes in time', async () => {
    const mailbox = await open()
    expect(await mailbox.next(ROBIN, Date.now(), 300)).toBeUndefined()
  })

  it('deletes the mail that was used and no other', async () => {
    const mailbox = await open()
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'first' }))
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'second' }))
    const mail = await mailbox.next(ROBIN, Date.now(), LIMIT_MS)
    expect(mail?.texts[0]).toContain('first')
    if (mail) await mailbox.done(mail)
    expect(post.imap.mails.map(({ source }) => source.toString().includes('second'))).toEqual([true])
  })

  it('marks the mail as read instead, where configured', async () => {
    const mailbox = await open({ afterwards: 'mark' })
    await post.imap.deliver(mailSource({ to: ROBIN, text: 'kept' }))
    const mail = await mailbox.next(ROBIN, Date.now(), LIMIT_MS)
    if (mail) await mailbox.done(mail)
    expect(post.imap.mails.map(({ flags }) => [...flags])).toEqual([['\\Seen']])
  })

  it('says that the connection was lost while it waited', async () => {
    const mailbox = await open()
    const waiting = mailbox.next(ROBIN, Date.now(), LIMIT_MS)
    await expect.poll(waits).toBe(true)
    void post.imap.stop()
    await expect(waiting).rejects.toThrow(MailboxError)
    post = await startPostOffice(PASSWORD)
  })
})

describe('a mailbox that cannot be opened', () => {
  it('says that the password was refused, and not the password', async () => {
    post = await startPostOffice('another-word')
    const failed = watch()
    await expect(failed).rejects.toThrow(
      /our mailbox 127\.0\.0\.1:\d+ cannot be opened: user name or password was refused/,
    )
    await expect(failed).rejects.not.toThrow(PASSWORD)
  })

  it('says that the folder is not there', async () => {
    await expect(open({ folder: 'Robots' })).rejects.toThrow(/cannot be opened: .*no such folder/i)
  })

  it('reports a server that does not answer', async () => {
    post = await startPostOffice(PASSWORD)
    await post.imap.stop()
    await expect(watch()).rejects.toThrow(/cannot be opened: .*ECONNREFUSED/)
    post = await startPostOffice(PASSWORD)
  })
})
