import type { PageComponent, PageIncident, WitnessPost } from '../core/index.ts'
import type { ReadIncident } from './parse.ts'

/** The current components. */
type Components = readonly { readonly component: PageComponent }[]

/** Whether an incident has ended on its page. */
export function isOver(incident: ReadIncident): boolean {
  return incident.status === 'resolved' || incident.status === 'postmortem'
}

/** The posts of an incident that were not read before. @param now epoch ms */
export function newPosts(
  incident: ReadIncident,
  previous: PageIncident | undefined,
  components: Components,
  now: number,
): readonly WitnessPost[] {
  return incident.posts
    .filter(({ id }) => !previous?.posts.includes(id))
    .map((post) => ({
      kind: 'post',
      at: Math.min(post.at ?? now, now),
      seenAt: now,
      incident: incident.id,
      post: post.id,
      name: incident.name,
      status: post.status,
      text: post.text,
      surfaces: surfacesOf(incident.name, post, components),
    }))
}

/** An open incident in the memory. @param now epoch ms */
export function pageIncident(
  incident: ReadIncident,
  previous: PageIncident | undefined,
  components: Components,
  now: number,
): PageIncident {
  const surfaces = incident.posts.flatMap((post) => surfacesOf(incident.name, post, components))
  return {
    id: incident.id,
    name: incident.name,
    status: incident.status,
    since: previous?.since ?? Math.min(incident.startedAt ?? now, now),
    surfaces: [...new Set(surfaces)],
    posts: incident.posts.map(({ id }) => id),
  }
}

const NAMES_LOGIN = /\blog(?:ging)?[- ]?(?:in|out)s?\b|\bsign(?:ing)?[- ]?(?:in|out)s?\b|authenticat/i

/** The surfaces of the affected components. Pages have no component for sign-in, so the text of the post decides there. */
function surfacesOf(
  name: string,
  post: { readonly text: string; readonly affects: readonly string[] },
  components: Components,
): readonly string[] {
  const affected = components.flatMap(({ component }) =>
    post.affects.includes(component.id) ? component.surfaces : [],
  )
  const byText = NAMES_LOGIN.test(`${name} ${post.text}`) ? ['login'] : []
  return [...new Set([...affected, ...byText])]
}

/** The end of an incident that the page no longer lists. Pages list open incidents only, so it is resolved. */
export function removedPost(incident: PageIncident, at: number): WitnessPost {
  const { id, name, surfaces } = incident
  return {
    kind: 'post',
    at,
    seenAt: at,
    incident: id,
    post: `${id}-gone`,
    name,
    status: 'resolved',
    text: 'No longer on the page.',
    surfaces,
  }
}
