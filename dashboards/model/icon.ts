import type { DisplayState } from './model.ts'

const OPEN = '<path d="M9 6l7 2.5v22L9 28z" fill="#17705f"/>'
const AJAR = '<path d="M9 6l12 2v22.5L9 28z" fill="#e39a1c"/>'
const SHUT = '<path d="M9 6h14v23H9z" fill="#c2281f"/><path d="M4 14h24v5H4z" fill="#fff" stroke="#333"/>'
const UNKNOWN = '<path d="M12 13c0-5 8-5 8 0 0 3-4 3-4 6m0 3v2" fill="none" stroke="#777" stroke-width="2.5"/>'

const LEAVES: Readonly<Record<DisplayState, string>> = {
  operational: OPEN,
  degraded: AJAR,
  down: SHUT,
  maintenance: AJAR,
  unknown: UNKNOWN,
  waiting: UNKNOWN,
}

/** The surface as the icon of the browser's tab, as a data address: the state shows without looking at the page. */
export function iconOf(standing: DisplayState): string {
  const surface = `<path d="M7 29V4h18v25" fill="none" stroke="#777" stroke-width="2"/>${LEAVES[standing]}`
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${surface}</svg>`)}`
}
