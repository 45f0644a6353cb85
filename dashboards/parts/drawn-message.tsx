import { plural, type ShownMessage } from '../../src/core/index.ts'
import { SERVICE_NAMES } from '../words/stages.ts'

/** Lines of a message that are drawn; what follows is folded. */
const MOST_LINES = 14

/** A message in the look of its service. */
export function DrawnMessage({ message }: { message: ShownMessage }) {
  const { service, tone } = message
  return (
    <article class={`drawn as-${service} tone-${tone}`} aria-label={`As ${SERVICE_NAMES[service]} shows it`}>
      <Frame message={message} />
    </article>
  )
}

function Frame({ message }: { message: ShownMessage }) {
  const { service, title } = message
  switch (service) {
    case 'slack':
    case 'discord':
    case 'teams':
      return (
        <>
          <Sender badge={service === 'teams' ? 'Workflows' : 'APP'} />
          {service === 'teams' ? null : <Title text={title} />}
          <div class="drawn-card">
            {service === 'teams' ? <Title text={title} /> : null}
            <Body message={message} />
          </div>
        </>
      )
    case 'email':
      return (
        <>
          <Title text={title} />
          <p class="drawn-from">Doorwatch</p>
          <div class="drawn-card">
            <Body message={message} />
          </div>
        </>
      )
    case 'pagerduty':
      return (
        <>
          <p class="drawn-state">{message.footer?.startsWith('resolve') ? 'Resolved' : 'Triggered'}</p>
          <Title text={title} />
          <Body message={message} />
        </>
      )
    default:
      return (
        <>
          <Title text={title} />
          <Body message={message} />
        </>
      )
  }
}

function Sender({ badge }: { badge: string }) {
  return (
    <p class="drawn-from">
      Doorwatch <span class="drawn-badge">{badge}</span>
    </p>
  )
}

function Title({ text }: { text: string }) {
  return (
    <p class="drawn-title">
      <bdi>{text}</bdi>
    </p>
  )
}

function Body({ message: { paragraphs, fields, links, footer } }: { message: ShownMessage }) {
  const lines = paragraphs.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '')
  return (
    <>
      <Lines lines={lines.slice(0, MOST_LINES)} />
      {lines.length > MOST_LINES ? (
        <details>
          <summary>{plural(lines.length - MOST_LINES, 'more line')}</summary>
          <Lines lines={lines.slice(MOST_LINES)} />
        </details>
      ) : null}
      {fields.length > 0 ? (
        <ul class="drawn-fields">
          {fields.map((text) => (
            <li>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      ) : null}
      {links.length > 0 ? (
        <p class="drawn-links">
          {links.map(({ text, url }) => (
            <DrawnLink text={text} url={url} />
          ))}
        </p>
      ) : null}
      {footer === undefined ? null : (
        <p class="drawn-footer">
          <bdi>{footer}</bdi>
        </p>
      )}
    </>
  )
}

/** Only web addresses are links; anything else is shown as text. */
function DrawnLink({ text, url }: { text: string; url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span>{text}</span>
  return (
    <a href={url} rel="noreferrer nofollow">
      {text}
    </a>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line) => (
        <p>
          <bdi>{line}</bdi>
        </p>
      ))}
    </>
  )
}
