import { describe, expect, it } from 'vitest'
import { DrawnMessage } from '../../../dashboards/parts/drawn-message.tsx'
import { SERVICE_NAMES } from '../../../dashboards/words/stages.ts'
import type { ShownMessage } from '../../../src/core/index.ts'
import { HOSTILE, html, links, text } from '../kit.ts'

const message = (changes: Partial<ShownMessage> = {}): ShownMessage =>
  ({
    ...{ service: 'slack', tone: 'bad', title: 'claude: login is DOWN', paragraphs: ['Since 21:05 UTC.\nHTTP 500.'] },
    ...{ fields: [], links: [] },
    ...(changes as object),
  }) as unknown as ShownMessage

const drawn = (changes: Partial<ShownMessage> = {}) => DrawnMessage({ message: message(changes) })

describe('a message as its service shows it', () => {
  it.each(Object.keys(SERVICE_NAMES))('has its title and lines in the look of %s', (service) => {
    const output = drawn({ service: service as ShownMessage['service'] })
    expect(text(output)).toContain('claude: login is DOWN')
    expect(text(output)).toContain('Since 21:05 UTC. HTTP 500.')
    expect(html(output)).toContain(`class="drawn as-${service} tone-bad"`)
    expect(html(output)).toContain(`As ${SERVICE_NAMES[service as keyof typeof SERVICE_NAMES]} shows it`)
  })

  it('says who sent it where the service does', () => {
    expect(text(drawn())).toContain('Doorwatch APP')
    expect(text(drawn({ service: 'teams' }))).toContain('Doorwatch Workflows')
    expect(text(drawn({ service: 'email' }))).toContain('Doorwatch')
    expect(text(drawn({ service: 'ntfy' }))).not.toContain('Doorwatch')
  })

  it('is triggered or resolved in PagerDuty', () => {
    expect(text(drawn({ service: 'pagerduty', footer: 'trigger claude-1' }))).toMatch(/^Triggered/)
    expect(text(drawn({ service: 'pagerduty', footer: 'resolve claude-1' }))).toMatch(/^Resolved/)
  })

  it('folds what follows fourteen lines', () => {
    const output = drawn({ paragraphs: [Array.from({ length: 17 }, (_none, index) => `line ${index}`).join('\n')] })
    expect(text(output)).toContain('3 more lines')
    const fifteen = Array.from({ length: 15 }, (_none, index) => `line ${index}`).join('\n')
    expect(html(drawn({ paragraphs: [fifteen] }))).toContain('<summary>1 more line</summary>')
    expect(html(drawn())).not.toContain('<details')
  })

  it('shows fields, links and footer where the message has them', () => {
    const output = drawn({
      ...{ fields: ['Login: down'], footer: 'claude-1' },
      links: [
        { text: 'Evidence', url: 'https://doorwatch.example/#1' },
        { text: 'Call', url: 'tel:+4930' },
      ],
    } as never)
    expect(text(output)).toContain('Login: down')
    expect(text(output)).toContain('claude-1')
    expect(text(output)).toContain('Call')
    expect(links(output)).toEqual(['https://doorwatch.example/#1'])
  })

  it('runs no script that its text contains', () => {
    const markup = html(
      drawn({
        ...{ title: HOSTILE, paragraphs: [HOSTILE], fields: [HOSTILE], footer: HOSTILE },
        links: [{ text: HOSTILE, url: 'javascript:alert(1)' }],
      } as never),
    )
    expect(markup).not.toContain('<img')
    expect(markup).not.toContain('javascript:')
  })
})
