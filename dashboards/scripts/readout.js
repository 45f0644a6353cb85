// Tooltips of the charts, for pointer and keyboard focus. Without this script the page has the same data in its tables.
;(() => {
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  tip.setAttribute('aria-hidden', 'true')
  document.body.append(tip)
  const spoken = document.createElement('p')
  spoken.className = 'quiet'
  spoken.setAttribute('role', 'status')
  document.body.append(spoken)

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

  /** The points of path data: absolute moves, relative lines. */
  function dotsOf(data) {
    const dots = []
    let x = 0
    let y = 0
    for (const [, kind, a, b] of data.matchAll(/([Ml])(-?\d+)[ ]?(-?\d+)/g)) {
      x = kind === 'M' ? Number(a) : x + Number(a)
      y = kind === 'M' ? Number(b) : y + Number(b)
      dots.push([x, y])
    }
    return dots
  }

  /** The points of a chart: place, height of the median, height of the 95th percentile. */
  function pointsOf(chart) {
    const medians = dotsOf(chart.querySelector('.median').getAttribute('d'))
    // Of each closed band the upper edge comes first.
    const bands = chart.querySelector('.tail').getAttribute('d').split('z')
    const tails = bands.flatMap((band) => dotsOf(band.split('L')[0]))
    return medians.map(([x, y], index) => [x, y, tails[index]?.[1] ?? y])
  }

  function readPoint(chart, point) {
    const [from, to, top] = chart.dataset.chart.split(' ').map(Number)
    const box = chart.getBoundingClientRect()
    hide()
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    line.setAttribute('class', 'cursor')
    line.setAttribute('d', `M${point[0]} 0v100`)
    chart.append(line)
    const words = clock(from + ((to - from) * point[0]) / 1000, to - from)
    const over = (chart.dataset.over ?? '').split(' ').map((each) => each.split(',').map(Number))
    const exact = over.find(([x]) => Math.abs(x - point[0]) <= 3)
    const value = (y) => `about ${number(((100 - y) / 100) * top)}`
    const [half, most] = exact ? exact.slice(1).map(number) : point.slice(1).map(value)
    const text = `${words}: half within ${half}, 95 of 100 within ${most}`
    show(text, box.left + (point[0] / 1000) * box.width, box.top, box.bottom)
    return text
  }

  function readChart(chart, event) {
    const box = chart.getBoundingClientRect()
    const at = ((event.clientX - box.left) / box.width) * 1000
    const points = pointsOf(chart)
    const near = points.reduce((best, dot) => (Math.abs(dot[0] - at) < Math.abs(best[0] - at) ? dot : best), points[0])
    if (!near || Math.abs(near[0] - at) > 30) return hide()
    return readPoint(chart, near)
  }

  /** The arrow keys walk along the chart that has the focus; Home and End go to its ends. */
  function walkChart(chart, key) {
    const points = pointsOf(chart)
    const last = points.length - 1
    if (last < 0) return false
    const place = Number(chart.dataset.place ?? last + 1)
    const next = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: last }[key]
    if (next === undefined) return false
    const index = Math.max(0, Math.min(last, next))
    chart.dataset.place = index
    spoken.textContent = readPoint(chart, points[index])
    return true
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
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide()
    const chart = event.target.closest?.('[data-chart]')
    if (chart && walkChart(chart, event.key)) event.preventDefault()
  })

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
    for (const details of document.querySelectorAll('details:not([open], .calm, .incident > *)')) {
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
