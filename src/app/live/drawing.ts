import type { Config } from '../../config/index.ts'
import { showAlerts } from '../../notify/index.ts'
import type { DashboardOptions } from '../../web/index.ts'

/** How the pages of the dashboard draw what was sent through the channels of the configuration. */
export function drawingOf(channels: Config['channels']): DashboardOptions['drawing'] {
  return { channels: channels.map(({ name, kind, showCost }) => ({ name, kind, showCost })), show: showAlerts }
}
