import { describe, expect, it } from 'vitest'
import { expectAnswer, verdictOn } from '../../probes/answer.ts'
import { observeText } from '../../src/probe/reply-stream.ts'
import { readText, withText } from '../../src/probe/text-locator.ts'
import { installPageObserver } from '../../src/run/observer/page-script.ts'
import { usePage } from '../run/browser-kit.ts'
import { html, useSite } from '../run/fixture-site.ts'

const site = useSite({ '/page': (_request, response) => html(response, '<main></main>') })
const newPage = usePage((context) => context.addInitScript(installPageObserver))

const KATEX =
  '17 + 25 = <span class="katex"><span class="katex-mathml" style="position:absolute;clip:rect(1px,1px,1px,1px);height:1px;width:1px;overflow:hidden"><math><semantics><mrow><mn>42</mn></mrow><annotation encoding="application/x-tex">42</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span>42</span></span></span>'
const MATHJAX =
  '<mjx-container><mjx-math aria-hidden="true"><mjx-c></mjx-c></mjx-math><mjx-assistive-mml><math><mn>42</mn></math></mjx-assistive-mml></mjx-container>'
const HIDDEN = 'position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)'

const shadow = (mode: 'open' | 'closed', inside: string) =>
  `<script>customElements.define('x-reply-${mode}', class extends HTMLElement {
    constructor() { super(); this.attachShadow({ mode: '${mode}' }).innerHTML = \`${inside}\` }
  })</script>`

describe('the text of an element', () => {
  it.each<readonly [string, string, string]>([
    ['plain', 'The <b>answer</b> is 4<i>2</i>.', 'The answer is 42.'],
    ['KaTeX, once', KATEX, '17 + 25 = 42'],
    ['MathJax, once', MATHJAX, '42'],
    ['a fraction, in parts', '<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>', '1\n2'],
    ['blocks, each a line', '<p>17</p><p>25</p>4<br>2<table><tr><td>1<td>2</table>', '17\n25\n4\n2\n1\n2'],
    ['without scripts', '4<script>1</script><style>a{}</style><template>3</template><noscript>5</noscript>2', '42'],
    ['a field', '<textarea readonly>forty-two</textarea>', 'forty-two'],
    ['an editable', '<div contenteditable>42</div>', '42'],
    ['never a password', '<input type="password" value="hunter2"><input value="42">', '42'],
    ['what is chosen', '<select><option>41<option selected>42</select>', '42'],
    ['once for eye and ear', `<span style="${HIDDEN}">It is 42.</span><span>It is 42.</span>`, 'It is 42.'],
    ['a heading for screen readers alone', `<h2 style="${HIDDEN}">Bot said</h2>42`, 'Bot said 42'],
    ['what is displayed', '42<span hidden>41</span><details><summary>more</summary>43</details>', '42\nmore'],
    ['an open shadow root', `${shadow('open', '<p>42</p>')}<x-reply-open>light</x-reply-open>`, '42'],
    ['a slot', `${shadow('open', 'It is <slot>none</slot>')}<x-reply-open>42</x-reply-open>`, 'It is 42'],
    ['an empty slot', `${shadow('open', 'It is <slot>none</slot>')}<x-reply-open></x-reply-open>`, 'It is none'],
  ])('is read as %s', async (_what, content, text) => {
    const page = await newPage()
    await page.setContent(`<div id="reply">${content}</div>`)
    expect((await readText(page.locator('#reply'))).text.replace(/\s*\n\s*/g, '\n')).toBe(text)
  })

  it('keeps visible-only text apart, so that a formula without a copy is not lost', async () => {
    const page = await newPage()
    await page.setContent('<p id="reply">17 + 25 = <span aria-hidden="true">42</span></p>')
    expect(await readText(page.locator('#reply'))).toMatchObject({ text: '17 + 25 =', aside: '42', sealed: undefined })
  })

  it.each([
    ['a closed shadow root', `${shadow('closed', '<p>42</p>')}<x-reply-closed></x-reply-closed>`, 'x-reply-closed'],
    ['a closed shadow root of a plain element', '<div id="host"></div>', 'div'],
    ['a canvas', '<canvas></canvas>', 'canvas'],
  ])('says that %s cannot be read', async (_what, content, sealed) => {
    const page = await newPage()
    await page.setContent(`<div id="reply">${content}</div>`)
    await page.evaluate(`document.querySelector('#host')?.attachShadow({ mode: 'closed' }).append('42')`)
    expect(await readText(page.locator('#reply'))).toMatchObject({ text: '', sealed })
  })

  it('is merely empty where nothing takes up room', async () => {
    const page = await newPage()
    await page.setContent('<div id="reply" style="padding: 1em; min-height: 2em"><div></div><x-y></x-y></div>')
    expect(await readText(page.locator('#reply'))).toEqual({ text: '', aside: '', sealed: undefined })
  })

  it.each([
    ['<textarea></textarea>', "document.querySelector('textarea').value = 'x'"],
    ['<div></div>', "document.querySelector('div').attachShadow({ mode: 'open' }).innerHTML = '<p>x</p>'"],
  ])('can be waited for in %s', async (content, later) => {
    const page = await newPage()
    await page.setContent(content)
    const locator = withText(page.locator('textarea, div')).or(page.locator('#never')).first()
    expect(await locator.count()).toBe(0)
    await page.evaluate(`setTimeout(() => { ${later} }, 50)`)
    await locator.waitFor({ timeout: 60_000 })
  })
})

describe('how a text grew', () => {
  it.each([
    [
      'in a shadow root that was there',
      'const host = document.createElement("x-late"); place.append(host); const root = host.attachShadow({ mode: "open" }); root.innerHTML = "<p></p>"',
      'root.firstChild',
    ],
    [
      'in one that came with its host',
      'const host = document.createElement("div"); const root = host.attachShadow({ mode: "open" }); root.innerHTML = "<p></p>"; place.append(host)',
      'root.firstChild',
    ],
    [
      'through a slot',
      'const host = document.createElement("div"); host.attachShadow({ mode: "open" }).innerHTML = "<p><slot></slot></p>"; place.append(host)',
      'host',
    ],
    [
      'with copies for screen readers',
      'const host = document.createElement("p"); place.append(host); const copy = document.createElement("p"); copy.ariaHidden = "true"; place.append(copy); setInterval(() => copy.append("noise"), 10)',
      'host',
    ],
  ])('is seen %s', async (_where, prepare, target) => {
    const page = await newPage()
    await page.goto(`${site().url}/page`)
    await page.evaluate(`(async () => {
      const place = document.querySelector('main')
      place.insertAdjacentHTML('beforebegin', '<button>Send</button>')
      ${prepare}
      const target = ${target}
      const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
      document.querySelector('button').onclick = async () => {
        for (const piece of ['It ', 'is ', '42.']) { await after(60); target.append(piece) }
        window.done = true
      }
    })()`)
    await page.getByRole('button').click()
    await page.waitForFunction('window.done')
    const { text, ttftMs, longestGapMs, doubled } = await observeText(page.locator('main'))
    expect(text).toBe('It is 42.')
    expect(ttftMs).toBeGreaterThan(40)
    expect(longestGapMs).toBeGreaterThan(40)
    expect(doubled).toBe(false)
  })
})

describe('the answer', () => {
  it('is not wrong where the page shows content that cannot be read', () => {
    const failure = (check: () => void) => {
      try {
        check()
      } catch (error) {
        return `${(error as { failure?: string }).failure}: ${(error as Error).message}`
      }
      return 'passed'
    }
    expect(failure(() => expectAnswer('', '42', { sealed: 'x-reply' }))).toBe(
      'drift: the reply cannot be read: <x-reply> keeps it in a closed shadow root, a canvas or a frame',
    )
    expect(failure(() => expectAnswer('17 + 25 =', '42', { aside: '42' }))).toBe('passed')
    expect(failure(() => expectAnswer('17 + 25 =', '42', { aside: '41' }))).toContain(
      'wrong_answer: the reply is without',
    )
    expect(failure(() => expectAnswer('It is 42.', '42', { sealed: 'canvas' }))).toBe('passed')
  })

  it('may be in the digits of formulas', () => {
    expect(verdictOn('17 + 25 = 𝟒𝟐', '42')).toBe('right')
    expect(verdictOn('17 + 25 = 𝟒𝟐𝟎', '42')).not.toBe('right')
  })
})
