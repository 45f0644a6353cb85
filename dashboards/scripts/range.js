// Choosing a range by dragging along the lanes: the result is an address. The fields above the lanes do the same by keyboard.
;(() => {
  const DAY = 86400000
  const LEAST_PX = 8
  /** Ends of a range fall on multiples of the first step that cuts the shown time into 100 parts or more. */
  const STEPS = [60000, 300000, 900000, 3600000, 21600000]
  let drag
  let dragged = false

  function lanesOf(node) {
    const track = node.closest?.('[data-lanes] .track')
    return track ? { table: track.closest('[data-lanes]'), track } : undefined
  }

  function timeAt(x) {
    const { from, to, box } = drag
    const share = Math.max(0, Math.min(1, (x - box.left) / box.width))
    const step = STEPS.findLast((each) => (to - from) / each >= 100) ?? STEPS[0]
    return Math.round((from + share * (to - from)) / step) * step
  }

  function draw(x) {
    const { box, start, mark } = drag
    const [left, right] = [Math.min(start, x), Math.max(start, x)]
    const [least, most] = [Math.max(box.left, left), Math.min(box.right, right)]
    mark.setAttribute('x', `${least - box.left}`)
    mark.setAttribute('width', `${Math.max(0, most - least)}`)
  }

  /** A date where the range is of days, else a time. */
  function words(at, isEnd) {
    if (drag.to - drag.from < 20 * DAY) return `${new Date(at).toISOString().slice(0, 16)}Z`
    const zone = document.body.dataset.zone
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
    // The day that ends there is the last one.
    return parts.format(isEnd ? at - 1 : at)
  }

  function end() {
    drag?.mark.remove()
    drag = undefined
  }

  document.addEventListener('pointerdown', (event) => {
    dragged = false
    const found = event.button === 0 ? lanesOf(event.target) : undefined
    if (!found) return
    const [from, to] = found.table.dataset.lanes.split(' ').map(Number)
    const mark = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
    mark.setAttribute('class', 'chosen')
    mark.setAttribute('height', '100%')
    drag = { ...{ from, to, mark, track: found.track, start: event.clientX }, box: found.track.getBoundingClientRect() }
  })
  document.addEventListener('pointermove', (event) => {
    if (!drag) return
    if (!dragged && Math.abs(event.clientX - drag.start) < LEAST_PX) return
    dragged = true
    if (!drag.mark.isConnected) drag.track.append(drag.mark)
    draw(event.clientX)
  })
  document.addEventListener('pointerup', (event) => {
    if (!drag) return
    if (dragged) {
      const [from, to] = [timeAt(Math.min(drag.start, event.clientX)), timeAt(Math.max(drag.start, event.clientX))]
      const query = new URLSearchParams(location.search)
      query.delete('since')
      query.set('from', words(from, false))
      query.set('to', words(to, true))
      if (to > from) location.assign(`/?${query}`)
    }
    end()
  })
  document.addEventListener('pointercancel', end)
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !drag) return
    end()
    dragged = false
  })
  // A stretch of trouble is a link: the end of a drag is no click on it.
  document.addEventListener('dragstart', (event) => drag && event.preventDefault())
  document.addEventListener(
    'click',
    (event) => {
      if (!dragged) return
      dragged = false
      event.preventDefault()
      event.stopPropagation()
    },
    true,
  )
})()
