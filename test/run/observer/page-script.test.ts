import type { Page } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { describeGrowth } from '../../../src/probe/growth.ts'
import { observeText } from '../../../src/probe/reply-stream.ts'
import { type Awaited, installPageObserver, type PageObserver } from '../../../src/run/observer/page-script.ts'
import { usePage } from '../browser-kit.ts'
import { html, useSite } from '../fixture-site.ts'

/** Things that happen on the page 200 ms apart; each notes in `truth` when it happened (epoch ms). */
const STAGE = `<main id="stage"></main><script>
  const stage = document.querySelector('#stage')
  const truth = {}
  const log = (name) => { truth[name] = Date.now() }
  const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  async function play(acts) {
    for (const [name, act] of Object.entries(acts)) { await after(200); act(); log(name) }
    await after(200)
  }
</script>`

const site = useSite({
  '/stage': (_request, response) => html(response, STAGE),
  '/strict': (_request, response) =>
    html(response, '<h1>Strict</h1>', 200, { 'content-security-policy': "default-src 'none'; script-src 'none'" }),
  '/style.css': (_request, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'text/css' }).end('#late { display: block }'), 300)
  },
})
const newPage = usePage((context) => context.addInitScript(installPageObserver))

/** Tells the acts apart (they are 200 ms apart) on a machine that is busy. */
const NEAR_MS = 90
/** A busy machine delays the page and its clock alike; a time that is measured the wrong way is off in every try. */
const RETRIED = { retry: 4 }

async function stage(acts: string): Promise<{ readonly page: Page; readonly truth: Record<string, number> }> {
  const page = await newPage()
  await page.goto(`${site().url}/stage`)
  const truth = await page.evaluate(`play(${acts}).then(() => truth)`)
  return { page, truth: truth as Record<string, number> }
}

function timeOf(page: Page, selector: string, awaited: Awaited): Promise<number | undefined> {
  return page
    .locator(selector)
    .evaluateAll(
      (elements, wanted) =>
        (globalThis as unknown as { __doorwatch: PageObserver }).__doorwatch.timeOf(elements, wanted),
      awaited,
    )
}

async function expectTime(page: Page, selector: string, awaited: Awaited, truth: number | undefined) {
  const time = await timeOf(page, selector, awaited)
  expect(Math.abs((time ?? Number.NaN) - (truth ?? Number.NaN))).toBeLessThan(NEAR_MS)
}

describe('when something showed', RETRIED, () => {
  it('is when it was put into the page', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<p id="it">here</p>' },
      other() { document.body.append('something else') },
    }`)
    await expectTime(page, '#it', { kind: 'shown' }, truth.put)
  })

  it('is when something above it was put in or unhidden', async () => {
    const { page, truth } = await stage(`{
      put() { stage.hidden = true; stage.innerHTML = '<p id="it">here</p>' },
      show() { stage.hidden = false },
      other() { document.body.append('something else') },
    }`)
    await expectTime(page, '#it', { kind: 'shown' }, truth.show)
  })

  it('is when a stylesheet made it visible', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<style>#late { display: none }</style><p id="late">here</p>' },
      style() {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/style.css' })
        link.onload = () => log('styled')
        document.head.append(link)
      },
      wait() {}, longer() {},
    }`)
    await expectTime(page, '#late', { kind: 'shown' }, truth.styled)
  })

  it('is when its text became right, for a locator that looks at the text', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<p id="it">working</p>' },
      text() { stage.querySelector('#it').textContent = 'done' },
      other() { document.body.append('something else') },
    }`)
    await expectTime(page, '#it', { kind: 'shown', text: {} }, truth.text)
    await expectTime(page, '#it', { kind: 'shown' }, truth.put)
  })

  it('is missing for what was there before the observer', async () => {
    const page = await newPage()
    await page.goto('about:blank')
    const time = await timeOf(page, '#absent', { kind: 'shown' })
    expect(time).toBeUndefined()
  })
})

describe('when a text was reached', RETRIED, () => {
  const STREAM = `{
    put() { stage.innerHTML = '<p id="it"></p>' },
    one() { stage.firstChild.append('The answer') },
    two() { stage.firstChild.append(' is 42') },
    three() { stage.firstChild.append(', as ever.') },
  }`

  it('is when enough of it was there, though more came', async () => {
    const { page, truth } = await stage(STREAM)
    await expectTime(page, '#it', { kind: 'text', want: { string: '42', matchSubstring: true } }, truth.two)
    await expectTime(page, '#it', { kind: 'text', want: { regexSource: 'answer' } }, truth.one)
    await expectTime(
      page,
      '#it',
      { kind: 'text', want: { string: 'ANSWER', matchSubstring: true, ignoreCase: true } },
      truth.one,
    )
    await expectTime(page, '#it', { kind: 'text', want: { string: 'The answer is 42, as ever.' } }, truth.three)
  })

  it('is when it was written over last, where it was', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<p id="it">42?</p>' },
      over() { stage.firstChild.textContent = 'no: 42' },
      more() { stage.firstChild.append('!') },
    }`)
    await expectTime(page, '#it', { kind: 'text', want: { string: '42', matchSubstring: true } }, truth.over)
  })

  it('holds for a text that a framework rewrites with every token', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<div id="it"></div>' },
      one() { stage.firstChild.innerHTML = '<p>The answer</p>' },
      two() { stage.firstChild.innerHTML = '<p>The answer <b>is 42</b></p>' },
      three() { stage.firstChild.innerHTML = '<p>The answer <b>is 42</b>, as ever.</p>' },
    }`)
    await expectTime(page, '#it', { kind: 'text', want: { string: '42', matchSubstring: true } }, truth.two)
  })
})

describe('other things to wait for', RETRIED, () => {
  it('knows when elements went, came to a number, or changed', async () => {
    const { page, truth } = await stage(`{
      put() { stage.innerHTML = '<i></i><i></i><b id="it"></b>' },
      third() { stage.append(document.createElement('i')) },
      mark() { document.querySelector('#it').setAttribute('data-state', 'done') },
      gone() { document.querySelector('#it').remove() },
    }`)
    await expectTime(page, 'i', { kind: 'count' }, truth.gone)
    await expectTime(page, '#it', { kind: 'gone' }, truth.gone)
    const marked = await stage(`{
      put() { stage.innerHTML = '<b id="it"></b>' },
      mark() { document.querySelector('#it').setAttribute('data-state', 'done') },
      other() { document.body.append('something else') },
    }`)
    await expectTime(marked.page, '#it', { kind: 'attribute' }, marked.truth.mark)
  })

  it('works under a policy that allows no scripts, and after a navigation', async () => {
    const page = await newPage()
    await page.goto(`${site().url}/stage`)
    await page.goto(`${site().url}/strict`)
    const time = await timeOf(page, 'h1', { kind: 'shown' })
    expect(Math.abs(Date.now() - (time ?? 0))).toBeLessThan(10_000)
  })
})

describe('how a reply grew', RETRIED, () => {
  it('is measured from the click to the first text, with the gaps between', async () => {
    const page = await newPage()
    await page.goto(`${site().url}/stage`)
    await page.evaluate(`
      const button = document.createElement('button')
      button.textContent = 'Send'
      button.onclick = () => {
        log('asked')
        stage.innerHTML = '<p id="reply"></p>'
        play({
          first() { stage.firstChild.append('It is ') },
          second() { stage.firstChild.append('forty-') },
          pause() {},
          third() { stage.firstChild.append('two.') },
        }).then(() => log('end'))
      }
      document.body.prepend(button)
    `)
    await page.getByRole('button').click()
    await page.waitForFunction('truth.end')
    const truth = (await page.evaluate('truth')) as Record<string, number>
    const reply = await observeText(page.locator('#reply'))
    expect(reply.text).toBe('It is forty-two.')
    expect(reply.tokens).toBe(4)
    expect(reply.doubled).toBe(false)
    expect(Math.abs((reply.ttftMs ?? 0) - ((truth.first ?? 0) - (truth.asked ?? 0)))).toBeLessThan(NEAR_MS)
    expect(Math.abs(reply.longestGapMs - ((truth.third ?? 0) - (truth.second ?? 0)))).toBeLessThan(NEAR_MS)
  })

  it('restarts where a placeholder was written over', () => {
    const growth = [
      { at: 1_000, length: 2 },
      { at: 1_100, length: 6 },
    ]
    expect(describeGrowth({ text: 'ab cd.', inputAt: 800, growth })).toMatchObject({ ttftMs: 200, longestGapMs: 100 })
  })

  it('notices when every token came twice', () => {
    const pieces = ['It ', 'It ', 'is ', 'is ', '42', '42']
    const growth = pieces.map((_piece, index) => ({ at: index, length: pieces.slice(0, index + 1).join('').length }))
    expect(describeGrowth({ text: pieces.join(''), inputAt: 0, growth }).doubled).toBe(true)
    expect(describeGrowth({ text: 'ha ha', inputAt: 0, growth: growth.slice(0, 2) }).doubled).toBe(false)
  })

  it('has no first token where nothing was typed or nothing came', () => {
    const none = describeGrowth({ text: '', inputAt: 5, growth: [] })
    expect(none).toEqual({
      text: '',
      ttftMs: undefined,
      tokens: 0,
      msPerToken: undefined,
      longestGapMs: 0,
      doubled: false,
    })
    expect(describeGrowth({ text: 'x', inputAt: undefined, growth: [{ at: 1, length: 1 }] }).ttftMs).toBeUndefined()
  })
})
