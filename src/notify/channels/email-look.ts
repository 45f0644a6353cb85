import { isBroken, practisedKind, type State, worstState } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'

/** States have a shape as well as a colour; colour-blind readers can distinguish the colours. */
export const LOOK: Readonly<Record<State, { readonly mark: string; readonly color: string; readonly name: string }>> = {
  down: { mark: '■', color: '#c0392b', name: 'down' },
  degraded: { mark: '▲', color: '#b45309', name: 'degraded' },
  unknown: { mark: '?', color: '#6b7280', name: 'unknown' },
  maintenance: { mark: '◆', color: '#2f6db5', name: 'maintenance' },
  operational: { mark: '●', color: '#1f7a4d', name: 'up' },
}

/** Only what mail clients leave alone: one style block for the dark, the narrow, and nothing that must be fetched. */
export const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  .page { background: #16181c !important }
  .card { background: #1f2227 !important; border-color: #343940 !important }
  .ink, .ink td, .ink p, .ink h1 { color: #e8eaed !important }
  .ink .soft { color: #a4abb5 !important }
  .rule { border-color: #343940 !important }
  .s-down { color: #ff8a80 !important } .s-degraded { color: #ffb95c !important } .s-up { color: #6fd3a0 !important }
  .s-unknown { color: #a4abb5 !important } .s-maintenance { color: #8ab8f2 !important }
  .link { color: #9cc7ff !important }
  .plan { border-color: #9cc7ff !important }
}
@media (max-width: 480px) {
  .card { border-radius: 0 !important; border-left: 0 !important; border-right: 0 !important }
  .pad { padding-left: 18px !important; padding-right: 18px !important }
  .band { border-radius: 0 !important }
  .page > tbody > tr > td { padding: 0 !important }
}`

/** What each system has; mails fetch no fonts. */
export const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** The band at the top of a mail: what kind of news it is. */
export function bannerOf(alert: Message): { readonly color: string; readonly label: string } {
  const { color, label } = bannerOfKind(alert)
  return { color, label: alert.kind === 'drill' ? `DRILL: ${label}` : label }
}

const ABOUT_MONITOR = '#4b5563'

function bannerOfKind(alert: Message): { readonly color: string; readonly label: string } {
  const kind = practisedKind(alert)
  const worst = worstState(alert.surfaces.map(({ state }) => state))
  const { color } = LOOK[worst]
  const good = isBroken(worst) ? color : LOOK.operational.color
  switch (kind) {
    case 'opened':
    case 'changed':
    case 'reminder':
      return { color, label: alert.digest ? 'Several incidents' : ONGOING[kind] }
    case 'resolved':
      return { color: good, label: alert.digest ? 'Several recoveries' : 'Recovered' }
    case 'cleared':
      return { color: ABOUT_MONITOR, label: 'About the monitor: works again' }
    case 'notice':
      return { color: ABOUT_MONITOR, label: 'About the monitor: needs repair' }
    case 'trouble':
      return { color: ABOUT_MONITOR, label: 'About the monitor: trouble' }
    case 'proof':
      return { color: good, label: 'Weekly proof' }
    case 'test':
      return { color: ABOUT_MONITOR, label: 'Test of a channel' }
  }
}

const ONGOING = { opened: 'New incident', changed: 'Incident changed', reminder: 'Incident goes on' } as const
