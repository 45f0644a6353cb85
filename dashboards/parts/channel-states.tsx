import { plural } from '../../src/core/index.ts'
import type { ChannelView } from '../model/alerts-page.ts'
import { SERVICE_NAMES } from '../words/stages.ts'
import { At, For } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** The channels. Those that refuse alerts, or have alerts waiting, with reason and next attempt; the others a line each. */
export function ChannelStates({ channels, view }: { channels: readonly ChannelView[]; view: View }) {
  if (channels.length === 0) return null
  const troubled = channels.filter(({ waiting }) => waiting !== undefined)
  const calm = channels.filter(({ waiting }) => waiting === undefined)
  return (
    <section class="channels" aria-label="Channels">
      {troubled.map((channel) => (
        <Troubled channel={channel} view={view} />
      ))}
      {calm.length > 0 ? (
        <ul class="calm-channels">
          {calm.map((channel) => (
            <li>
              <ChannelName channel={channel} />{' '}
              <span class="soft">
                {channel.lastSentAt === undefined ? (
                  'nothing sent yet'
                ) : (
                  <>
                    last message <At at={channel.lastSentAt} view={view} />
                  </>
                )}
                {channel.held ? (
                  <>
                    , {plural(channel.held.count, 'alert')} held until <At at={channel.held.until} view={view} />
                  </>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** "slack", or "ops (Slack)" where the channel is not named after its service. */
function ChannelName({ channel: { name, kind } }: { channel: ChannelView }) {
  return (
    <>
      <bdi class="channel-name">{name}</bdi>
      {kind === undefined || name === kind ? null : <span class="soft"> ({SERVICE_NAMES[kind]})</span>}
    </>
  )
}

/** One channel in trouble. */
function Troubled({ channel, view }: { channel: ChannelView; view: View }) {
  const { waiting } = channel
  if (!waiting) return null
  const { refusal, retry, count, since } = waiting
  const reason = refusal?.reason ?? retry?.reason
  return (
    <div class={refusal ? 'channel is-refused' : 'channel is-waiting'} role="status">
      <p class="channel-head">
        <ChannelName channel={channel} />{' '}
        {refusal ? (
          <>
            refuses alerts since <At at={refusal.since} view={view} />, <For since={refusal.since} view={view} />
          </>
        ) : (
          <>has alerts waiting</>
        )}
      </p>
      {reason === undefined ? null : (
        <p>
          <bdi>{reason}</bdi>
        </p>
      )}
      <p class="soft">
        {plural(count, 'alert waits', 'alerts wait')}, the oldest for <For since={since} view={view} />.
        {refusal ? (
          <>
            {' '}
            Next attempt at <At at={refusal.retryAt} view={view} />; at once with{' '}
            <code>doorwatch alerts test {channel.name}</code>.
          </>
        ) : null}
        {retry ? (
          <>
            {' '}
            Next attempt at <At at={retry.at} view={view} seconds />.
          </>
        ) : null}
      </p>
    </div>
  )
}

/** Most channels that the front page names. */
const MOST_REFUSED = 3

/** Of the front page: the channels whose services refuse alerts for good. */
export function RefusedChannels({ channels, view }: { channels: readonly ChannelView[]; view: View }) {
  if (channels.length === 0) return null
  return (
    <section class="channels front-channels" aria-label="Channels that refuse alerts">
      {channels.slice(0, MOST_REFUSED).map((channel) => (
        <Troubled channel={channel} view={view} />
      ))}
      {channels.length > MOST_REFUSED ? (
        <p class="soft">And {plural(channels.length - MOST_REFUSED, 'more channel')}.</p>
      ) : null}
    </section>
  )
}
