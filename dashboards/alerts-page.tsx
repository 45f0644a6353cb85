import { count, defined, plural } from '../src/core/index.ts'
import type { AlertFilter, AlertsPageModel, MessageView } from './model/alerts-page.ts'
import { assets } from './model/assets.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { ChannelStates } from './parts/channel-states.tsx'
import { DrawnMessage } from './parts/drawn-message.tsx'
import { Head } from './parts/head.tsx'
import { Masthead } from './parts/masthead.tsx'
import { alertsHeadline } from './words/alerts-headline.ts'
import { STAGE_WORDS } from './words/stages.ts'
import { At, Zone } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The page of the sent messages, each drawn as its service shows it. Works without scripts, and has none. */
export function alertsDocument(model: AlertsPageModel, view: View): string {
  const { style, alertsStyle } = assets()
  const headline = alertsHeadline(model)
  const page = (
    <html lang="en">
      <Head title={`${headline.text} Doorwatch alerts`} styles={[style, alertsStyle]} />
      <body>
        <a class="skip" href="#main">
          Skip to the alerts
        </a>
        <Masthead view={view} targets={[]} />
        <main id="main" class="alerts-page">
          <p class="back">
            <a href="/">Front page</a>
          </p>
          <section class={`lead is-${headline.standing}`} aria-labelledby="headline">
            <h1 id="headline">{headline.text}</h1>
          </section>
          <ChannelStates channels={model.channels} view={view} />
          <FilterForm model={model} />
          <Messages model={model} view={view} />
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Times are in <Zone view={view} />. Messages are drawn from the stored alerts;
            links that acknowledge are never stored. As data: <a href="/api/alerts">alerts</a>.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of the page: its own styles, links and one form to this server. */
export function alertsPolicyText(): string {
  const { style, alertsStyle } = assets()
  return contentSecurityPolicy({ styles: [style, alertsStyle], pictures: ['data:'], hasForm: true, live: true })
}

/** The address of a page of messages. */
function addressOf({ channel, incident }: AlertFilter, page = 1): string {
  const query = new URLSearchParams(defined({ channel, incident, page: page > 1 ? String(page) : undefined }))
  return query.size === 0 ? '/alerts' : `/alerts?${query}`
}

function FilterForm({ model: { channels, filter } }: { model: AlertsPageModel }) {
  const active = filter.channel !== undefined || filter.incident !== undefined
  const names = [...new Set([...channels.map(({ name }) => name), ...(filter.channel ? [filter.channel] : [])])]
  if (names.length === 0 && !active) return null
  return (
    <form class="surface-filter" method="get" action="/alerts" aria-label="Filter the messages">
      <p>
        <label for="filter-channel">Channel</label>
        <select id="filter-channel" name="channel">
          <option value="">Any</option>
          {names.map((name) => (
            <option value={name} selected={name === filter.channel}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label for="filter-incident">Incident or notice</label>
        <input
          id="filter-incident"
          name="incident"
          type="search"
          maxlength={200}
          value={filter.incident ?? ''}
          autocomplete="off"
        />
      </p>
      <p class="filter-actions">
        <button type="submit">Filter</button>
        {active ? <a href="/alerts">Show all</a> : null}
      </p>
    </form>
  )
}

function Messages({ model, view }: { model: AlertsPageModel; view: View }) {
  const { messages, filter, page, isMore } = model
  if (messages.length === 0) return <NoMessage model={model} />
  return (
    <section aria-label="Messages">
      <ol class="messages">
        {messages.map((message) => (
          <Message message={message} filter={filter} view={view} />
        ))}
      </ol>
      {page > 1 || isMore ? (
        <nav class="pager" aria-label="Pages">
          {page > 1 ? (
            <a rel="prev" href={addressOf(filter, page - 1)}>
              Newer
            </a>
          ) : null}
          <span>Page {count(page)}</span>
          {isMore ? (
            <a rel="next" href={addressOf(filter, page + 1)}>
              Older
            </a>
          ) : null}
        </nav>
      ) : null}
    </section>
  )
}

function NoMessage({ model: { filter, page, channels } }: { model: AlertsPageModel }) {
  if (filter.channel !== undefined || filter.incident !== undefined || page > 1) {
    return (
      <p class="expect">
        No message matches. <a href="/alerts">Show all</a>
      </p>
    )
  }
  return (
    <p class="expect">
      {channels.length === 0
        ? 'No channel is configured, so alerts are shown on the front page and the terminal only. '
        : 'Each message is drawn here as its service shows it, with the state of its delivery. '}
      {channels.length === 0 ? (
        <>
          Set one up (<code>doorwatch help alerts</code>).
        </>
      ) : (
        <>
          Try the channels with <code>doorwatch alerts test</code>.
        </>
      )}
    </p>
  )
}

/** Acknowledgements that a message about several incidents lists. */
const MOST_ACKNOWLEDGED = 3

function Message({ message, filter, view }: { message: MessageView; filter: AlertFilter; view: View }) {
  const { channel, kind, streams, alerts, stage, at, attempts, error, acknowledged } = message
  return (
    <li class="message" id={message.key}>
      <div class="message-facts">
        <p class={`stage is-${stage}`}>{STAGE_WORDS[stage]}</p>
        <p>
          <a href={addressOf({ ...filter, channel })}>
            <bdi>{channel}</bdi>
          </a>
          , <span class="soft">{kind}</span>
        </p>
        <p class="soft">
          planned <At at={at} view={view} seconds />
        </p>
        <Reached message={message} view={view} />
        {attempts > 1 || (attempts === 1 && message.reachedAt === undefined) ? (
          <p class="soft">{plural(attempts, 'attempt')}</p>
        ) : null}
        {alerts > 1 ? <p class="soft">{plural(alerts, 'alert')} in one message</p> : null}
        {streams.slice(0, 3).map((stream) => (
          <p class="stream">
            <a href={addressOf({ ...filter, incident: stream })}>
              <bdi>{stream}</bdi>
            </a>
          </p>
        ))}
        {acknowledged.slice(0, MOST_ACKNOWLEDGED).map(({ incident, by, at }) => (
          <p class="soft">
            {streams.length > 1 ? <bdi>{incident} </bdi> : null}acknowledged by <bdi>{by}</bdi> at{' '}
            <At at={at} view={view} />
          </p>
        ))}
        {streams.length > 3 ? <p class="soft">and {count(streams.length - 3)} more</p> : null}
        {error === undefined ? null : (
          <p class="message-error">
            <bdi>{error}</bdi>
          </p>
        )}
      </div>
      <DrawnMessage message={message.shown} />
    </li>
  )
}

function Reached({ message: { reachedAt, triedAt }, view }: { message: MessageView; view: View }) {
  if (reachedAt !== undefined) {
    return (
      <p class="soft">
        there <At at={reachedAt} view={view} seconds />
      </p>
    )
  }
  if (triedAt === undefined) return null
  return (
    <p class="soft">
      last tried <At at={triedAt} view={view} seconds />
    </p>
  )
}
