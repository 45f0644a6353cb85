import { describe, expect, it } from 'vitest'
import { Pieces } from '../../dashboards/parts/evidence.tsx'
import type { Artifact } from '../../src/core/index.ts'

const PICTURE: Artifact = { kind: 'screenshot', path: 'site/a b/1-confirm/screenshot.png', bytes: 2_048 }
const view = { timezone: 'UTC', now: 0, live: true, since: '24h', artifacts: '/artifacts/' } as never

const render = async (artifacts: readonly Artifact[], where = view) => String(await Pieces({ artifacts, view: where }))

describe('evidence on a page', () => {
  it('is a link where the files can be had', async () => {
    expect(await render([PICTURE])).toContain('href="/artifacts/site/a%20b/1-confirm/screenshot.png"')
  })

  it('is named without a link in a report file', async () => {
    expect(await render([PICTURE], {} as never)).toBe('<span>screenshot (2.0 kB)</span>')
  })

  it('is marked as deleted, without a link, once it was deleted', async () => {
    const html = await render([
      { ...PICTURE, gone: true },
      { ...PICTURE, kind: 'trace' },
    ])
    expect(html).toContain('<span class="gone">screenshot (deleted)</span>')
    expect(html.match(/<a /g)).toHaveLength(1)
  })
})
