import { describe, expect, it } from 'vitest'
import { buttonLinks } from '../../../src/notify/text/button-links.ts'

const link = (name: string, url = `https://doorwatch.example/${name}`) => ({ text: name, url })
const urlsOf = (links: readonly { readonly url: string }[]) => links.map(({ url }) => new URL(url).pathname)

describe('the links that a message shows as buttons', () => {
  it('begin with those that acknowledge, and are three at most', () => {
    const message = { acknowledge: [link('ack')], links: [link('incident'), link('runbook'), link('picture')] }
    expect(urlsOf(buttonLinks(message))).toEqual(['/ack', '/incident', '/runbook'])
  })

  it('leave out an address that would be cut, and one that is no web address', () => {
    const links = [link('long', `https://doorwatch.example/${'x'.repeat(500)}`), link('js', 'javascript:alert(1)')]
    expect(buttonLinks({ links: [...links, link('incident')] })).toEqual([link('incident')])
  })

  it('are none of a message without links', () => {
    expect(buttonLinks({ links: [] })).toEqual([])
  })
})
