import { formatDuration, SECOND } from '../../core/index.ts'
import { type Check, fail, ok, warn } from './check.ts'
import type { ReachUrl } from './reach.ts'

/** An HTTP date is true to a second, and the way there and back takes some of another. */
const NOTICED_MS = 3 * SECOND
const BAD_MS = 20 * SECOND

/** Is our clock right, by the clocks of the services that are watched. The middle one of them counts. */
export function clockCheck(urls: readonly string[], reach: ReachUrl): Check {
  return {
    name: 'clock',
    async run(signal) {
      const answers = await Promise.all(urls.map((url) => reach(url, signal)))
      const skews = answers
        .flatMap((answer) => (answer.ok && answer.date !== undefined ? [answer.at - answer.date - 500] : []))
        .sort((a, b) => a - b)
      const skew = skews[Math.floor(skews.length / 2)]
      if (skew === undefined) return warn('nobody to compare the clock with', 'Look at it by hand: date -u')
      if (Math.abs(skew) < NOTICED_MS) return ok(`right to within ${formatDuration(NOTICED_MS)}`)
      const text = `${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the services that are watched`
      const todo =
        'Turn on time synchronisation (timedatectl set-ntp true): times in alerts are wrong, one-time codes are refused.'
      return Math.abs(skew) < BAD_MS ? warn(text, todo) : fail(text, todo)
    },
  }
}
