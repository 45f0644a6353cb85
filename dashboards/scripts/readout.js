// Tooltips of the charts, for pointer and keyboard focus. Without this script the page has the same data in its tables.
;(() => {
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  tip.setAttribute('aria-hidden', 'true')
  document.body.append(tip)

  /** Above `y`, or below it where `under` is given. */
  function show(text, x, y, under) {
    tip.textContent = text
    tip.hidden = false
    const room = document.documentElement.clientWidth
    const left = Math.max(8, Math.min(x - tip.offsetWidth / 2, room - tip.offsetWidth - 8))
    tip.style.left = `${left + scrollX}px`
    tip.style.top = `${scrollY + (under === undefined ? y - tip.offsetHeight - 10 : under + 10)}px`
  }

  function hide() {
    tip.hidden = true
    for (const cursor of document.querySelectorAll('.cursor')) cursor.remove()
  }

  function number(ms) {
    if (ms >= 10000) return `${Math.round(ms / 1000)} s`
    if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
    return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
  }

  /** The points of the median line, parsed from its path data: absolute moves, relative lines. */
  function dotsOf(path) {
    const dots = []
    let x = 0
    let y = 0
    for (const [, kind, a, b] of path.getAttribute('d').matchAll(/([Ml])(-?\d+)[ ]?(-?\d+)/g)) {
      x = kind === 'M' ? Number(a) : x + Number(a)
      y = kind === 'M' ? Number(b) : y + Number(b)
      dots.push([x, y])
    }
    return dots
  }

  function readChart(chart, event) {
    const [from, to, top] = chart.dataset.chart.split(' ').map(Number)
    const box = chart.getBoundingClientRect()
    const at = ((event.clientX - box.left) / box.width) * 1000
    const dots = dotsOf(chart.querySelector('.median'))
    const near = dots.reduce((best, dot) => (Math.abs(dot[0] - at) < Math.abs(best[0] - at) ? dot : best), dots[0])
    hide()
    if (!near || Math.abs(near[0] - at) > 30) return
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    line.setAttribute('class', 'cursor')
    line.setAttribute('d', `M${near[0]} 0v100`)
    chart.append(line)
    const words = clock(from + ((to - from) * near[0]) / 1000, to - from)
    const value = number(((100 - near[1]) / 100) * top)
    show(`${words}: half within about ${value}`, box.left + (near[0] / 1000) * box.width, box.top, box.bottom)
  }

  function clock(at, span) {
    const zone = document.body.dataset.zone
    const day = { day: 'numeric', month: 'short', timeZone: zone }
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }
    return new Intl.DateTimeFormat('en-GB', span > 6e9 ? day : { ...day, ...time }).format(at)
  }

  document.addEventListener('pointermove', (event) => {
    const chart = event.target.closest?.('[data-chart]')
    if (chart) return readChart(chart, event)
    const spot = event.target.closest?.('[data-tip]')
    if (!spot) return tip.hidden || document.activeElement?.matches('[data-tip]') ? undefined : hide()
    const box = spot.getBoundingClientRect()
    show(spot.dataset.tip, Math.max(box.left, Math.min(event.clientX, box.right)), box.top)
  })
  document.addEventListener('focusin', (event) => {
    const spot = event.target.closest?.('[data-tip]')
    if (!spot) return hide()
    const box = spot.getBoundingClientRect()
    show(spot.dataset.tip, (box.left + box.right) / 2, box.top)
  })
  document.addEventListener('focusout', hide)
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide())

  /** A link to an incident opens it and every fold around it. */
  function unfold() {
    const target = document.querySelector(':target')
    if (!target) return
    const details = target.matches('details') ? target : target.querySelector('details')
    for (let fold = details ?? target.closest('details'); fold; fold = fold.parentElement?.closest('details'))
      fold.open = true
    target.scrollIntoView()
  }
  addEventListener('hashchange', unfold)
  unfold()

  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details:not([open])')) {
      details.open = true
      details.dataset.folded = ''
    }
  })
  addEventListener('afterprint', () => {
    for (const details of document.querySelectorAll('details[data-folded]')) {
      details.open = false
      delete details.dataset.folded
    }
  })
})()
