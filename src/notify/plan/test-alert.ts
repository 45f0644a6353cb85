import { type Alert, defined } from '../../core/index.ts'
import type { Scene } from './scene.ts'

/**
 * The alert that tests a channel. Its key names channel and time, so that two tests are two messages.
 * @param scene `location`: the place of the worker or command that sends it
 */
export function testAlert(
  channel: string,
  scene: Pick<Scene, 'now' | 'links' | 'timezone'> & { readonly location: string },
): Alert {
  const { now, location, links, timezone } = scene
  return {
    key: `test:${channel}:${now}`,
    kind: 'test',
    target: 'doorwatch',
    at: now,
    ...defined({ timezone }),
    headline: `Test from ${location}: alerts reach the channel ${channel}`,
    lines: ['Nothing is wrong and no action is needed: this is a test of the channel.'],
    surfaces: [],
    links: links.dashboardUrl === undefined ? [] : [{ text: 'Dashboard', url: links.dashboardUrl }],
  }
}
