// Updates of the live pages. The server says which part is new, the part is fetched as HTML and merged into the page
// node by node, so that nothing flickers, no fold closes, and focus and selection stay where they are.
// The front page has the parts `now` and `trend`; every other page is one part, which is fetched from its own address.
;(() => {
  const LOST_AFTER = 20000
  const sign = document.querySelector('[data-live]')
  const skew = Number(document.body.dataset.now) - Date.now()
  // The filter in the address goes along, so that a refresh draws what the page drew.
  const query = new URLSearchParams(location.search)
  if (document.body.dataset.range) query.set('since', document.body.dataset.range)
  let lastUpdate = Date.now()
  let lastFetch = Date.now()
  /** A page of one part is not fetched more often. */
  const PAGE_MS = 5000
  const isFront = !document.querySelector('[data-part="page"]')
  let isWaiting = false
  const busy = {}
  const again = {}

  function graft(old, fresh) {
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !(name === 'open' && old.matches('details'))) old.removeAttribute(name)
    }
    for (const { name, value } of fresh.attributes) {
      if (name === 'open' && old.matches('details')) continue
      if (old.getAttribute(name) !== value) old.setAttribute(name, value)
    }
    const nodes = [...fresh.childNodes]
    const fits = new Set(nodes.map(keyOf))
    let there = old.firstChild
    for (const node of nodes) {
      there = alike(there, node, fits)
      if (!there || (keyOf(there) !== keyOf(node) && fits.has(keyOf(there)))) {
        old.insertBefore(node, there)
        continue
      }
      const next = there.nextSibling
      if (there.nodeName !== node.nodeName || keyOf(there) !== keyOf(node)) there.replaceWith(node)
      else if (there.nodeType === Node.ELEMENT_NODE) graft(there, node)
      else if (there.nodeValue !== node.nodeValue) there.nodeValue = node.nodeValue
      there = next
    }
    while (there) {
      const next = there.nextSibling
      there.remove()
      there = next
    }
  }

  /** What tells a row from its neighbours: its id, else where its first link leads. */
  function keyOf(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return ''
    if (node.id || !node.matches('li, tr')) return node.id
    return node.querySelector('a[href]')?.getAttribute('href') ?? ''
  }

  /**
   * The old node that `node` continues, with rows before it that are gone removed: a fold that is open, or the focus, stays
   * with its row when others come or go above it.
   */
  function alike(there, node, fits) {
    const key = keyOf(node)
    let twin = there
    while (key && twin && keyOf(twin) !== key) twin = twin.nextSibling
    if (!key || !twin) return there
    let rest = there
    while (rest !== twin && !(keyOf(rest) && fits.has(keyOf(rest)))) {
      const next = rest.nextSibling
      rest.remove()
      rest = next
    }
    return rest
  }

  async function refresh(part) {
    if (document.hidden) {
      again[part] = true
      return
    }
    if (busy[part]) {
      again[part] = true
      return
    }
    busy[part] = true
    again[part] = false
    lastFetch = Date.now()
    try {
      const answer = await fetch(isFront ? `/parts/${part}?${query}` : location.pathname + location.search)
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.querySelectorAll(`[data-part="${part}"]`)
      const old = document.querySelectorAll(`[data-part="${part}"]`)
      if (fresh.length === 0 || fresh.length !== old.length) return
      for (const [index, node] of old.entries()) graft(node, fresh[index])
      const { title = page.title, icon } = fresh[0].dataset
      if (title) document.title = title
      if (icon) document.querySelector('link[rel="icon"]').href = icon
      alive()
    } catch {
      // The masthead shows it; the next event or poll tries again.
    } finally {
      busy[part] = false
      if (again[part]) setTimeout(() => refresh(part), 1000)
    }
  }

  /** What an event of the server changes. */
  function changed(part) {
    if (isFront) {
      refresh(part)
      return
    }
    if (isWaiting) return
    isWaiting = true
    setTimeout(
      () => {
        isWaiting = false
        refresh('page')
      },
      Math.max(0, lastFetch + PAGE_MS - Date.now()),
    )
  }

  function alive() {
    lastUpdate = Date.now()
  }

  function words(ms) {
    const s = Math.max(0, Math.round(ms / 1000))
    if (s < 60) return `${s} s`
    const units = [
      ['d', 86400],
      ['h', 3600],
      ['min', 60],
      ['s', 1],
    ]
    const index = units.findIndex(([, size]) => s >= size)
    const [name, size] = units[index]
    const [nextName, nextSize] = units[index + 1]
    const rest = Math.floor((s % size) / nextSize)
    return `${Math.floor(s / size)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ''}`
  }

  function put(node, text) {
    if (node.textContent !== text) node.textContent = text
  }

  function tick() {
    const now = Date.now() + skew
    for (const node of document.querySelectorAll('[data-since]')) put(node, words(now - Number(node.dataset.since)))
    for (const node of document.querySelectorAll('[data-until]')) put(node, words(Number(node.dataset.until) - now))
    const clock = document.querySelector('[data-clock]')
    if (clock) put(clock, new Date(now + Number(clock.dataset.clock)).toISOString().slice(11, 19))
    const lost = Date.now() - lastUpdate > LOST_AFTER
    sign.classList.toggle('is-lost', lost)
    put(sign, lost ? `No update for ${words(Date.now() - lastUpdate)}` : 'Live')
  }

  const events = new EventSource('/events')
  events.addEventListener('now', () => changed('now'))
  events.addEventListener('trend', () => changed('trend'))
  events.addEventListener('beat', alive)
  events.addEventListener('open', () => {
    alive()
    changed('now')
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return
    for (const part of ['now', 'trend', 'page']) if (again[part]) refresh(part)
  })
  // Polls where the event stream is closed for good (a proxy).
  setInterval(() => events.readyState === EventSource.CLOSED && changed('now'), 10000)
  setInterval(tick, 1000)
})()
