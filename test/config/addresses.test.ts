import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

const withControls = (addresses: readonly string[]) =>
  wrap(`{ targets: [{ name: 'a', controls: ${JSON.stringify(addresses)} }] }`)

const withMailbox = (url: string) =>
  wrap(`{ targets: [{ name: 'a', login: { url: 'https://a.example', email: 'a', locators: { email: 'e', submit: 's',
    signedIn: 'i', signOut: 'o', signedOut: 'u' },
    strategy: { kind: 'email-link', mailbox: { url: ${JSON.stringify(url)}, password: env('KEY') } } } }] }`)

describe('a control address', () => {
  it.each([
    ['http://', 'Add a host.'],
    ['tcp://a:99999', 'Use a port from 1 to 65535.'],
    ['tcp://a:0', 'Use a port from 1 to 65535.'],
    ['https://a:port', 'Use a port from 1 to 65535.'],
    ['tcp://127.0.0.1', 'Add a port: tcp://127.0.0.1:443'],
    ['tcp://a:53/x', 'Remove everything after the port: tcp://host:port'],
    ['https://robin:word@a', 'Remove the user name and password: a control only has to answer.'],

    ['ftp://a', undefined],
    ['a.example', undefined],
    ['http://a b', undefined],
  ])('%s is rejected with what to do', async (address, hint) => {
    const problems = await problemsOf(withControls(['tcp://1.1.1.1:53', address]))
    expect(problems).toEqual([
      {
        source: 'doorwatch.config.ts',
        path: 'targets[0].controls[1]',
        expected: 'an address such as https://example.org or tcp://1.1.1.1:53',
        got: JSON.stringify(address.replace('word', '…')),
        ...(hint ? { hint } : {}),
      },
    ])
  })

  it('may have a host name, an IPv4 or IPv6 address, and a path', async () => {
    const good = ['tcp://[::1]:53', 'tcp://one.one.one.one:443', 'https://example.org/x?y', 'HTTP://127.0.0.1:8080']
    expect((await load(withControls(good))).targets[0]?.controls).toEqual(good)
  })
})

describe('the address of a mailbox', () => {
  it.each([
    ['imap://robin%zz@127.0.0.1', 'Write % in the user name as %25, unless it begins an escape such as %40.'],
    ['imap://robin@127.0.0.1:99999', 'Use a port from 1 to 65535.'],
    ['imaps://imap.example.org', 'Add the user name before the host: imaps://name@imap.example.org'],
    [
      'imaps://robin:word@imap.example.org',
      "Remove the password from the address and set it by its own key: password: env('NAME')",
    ],
    ['imaps://a@b.example@imap.example.org', 'Write @ in the user name as %40.'],
    ['imaps://robin@imap.example.org/INBOX', 'Remove everything after the host. Set the folder by its own key: folder'],
    ['imaps://robin@', 'Add a host.'],
    ['pop3://robin@pop.example.org', undefined],
  ])('%s is rejected with what to do', async (url, hint) => {
    const problems = await problemsOf(withMailbox(url), { KEY: 'k' })
    expect(problems).toMatchObject([
      {
        path: 'targets[0].login.strategy.mailbox.url',
        expected: 'an address such as imaps://name@imap.example.org',
        ...(hint ? { hint } : {}),
      },
    ])
    expect(JSON.stringify(problems)).not.toContain('word@')
  })

  it('is shown without its password, also if the password has special signs', async () => {
    const problems = await problemsOf(withMailbox('imaps://robin:p@ss/word@a.example'), { KEY: 'k' })
    expect(problems).toMatchObject([{ got: '"imaps://robin:…@a.example"' }])
  })

  it('may have an escaped user name and a port', async () => {
    const { targets } = await load(withMailbox('imaps://robin%40a.example@imap.example.org:993/'), { KEY: 'k' })
    expect(targets[0]?.login?.strategy?.kind).toBe('email-link')
  })
})
