import { describe, expect, it } from 'vitest'
import { COMPONENTS } from '../../src/sandbox/index.ts'
import { mapSurfaces, type SurfaceComponents } from '../../src/witness/index.ts'
import { QUILL } from './pages.ts'

function surfaces(names: readonly string[], configured?: SurfaceComponents) {
  const components = names.map((name) => ({ id: `id of ${name}`, name }))
  const map = mapSurfaces(components, configured)
  return Object.fromEntries(components.map(({ id, name }) => [name, map.get(id)]))
}

describe('the surfaces of a component', () => {
  it('come from its name; login follows the web app where no component covers it', () => {
    expect(Object.values(surfaces(QUILL.map(({ name }) => name)))).toEqual([
      ['chat', 'login', 'mobile'],
      ['console'],
      ['api'],
      ['cli'],
      [],
    ])
  })

  it('fits the names of the sandbox', () => {
    expect(Object.values(surfaces(COMPONENTS.map(({ name }) => name)))).toEqual([
      ['chat', 'login', 'mobile'],
      ['console'],
      ['api'],
      ['cli'],
    ])
  })

  it('fits a page that lists many small parts, signing in among them', () => {
    const names = ['Login', 'Conversations', 'Chat Completions', 'Responses', 'Codex Web', 'CLI', 'VS Code extension']
    expect(surfaces([...names, 'Fine-tuning API', 'Compliance API', 'iOS app', 'Image generation'])).toEqual({
      Login: ['login'],
      Conversations: ['chat'],
      'Chat Completions': ['api'],
      Responses: ['api'],
      'Codex Web': ['chat'],
      CLI: ['cli'],
      'VS Code extension': [],
      'Fine-tuning API': [],
      'Compliance API': [],
      'iOS app': ['mobile'],
      'Image generation': [],
    })
  })

  it('come from the configuration first; an empty list means none', () => {
    expect(surfaces(['quill.ai', 'Gateway', 'Quill Code'], { api: ['gateway'], cli: [], login: ['Gateway'] })).toEqual({
      'quill.ai': ['chat', 'mobile'],
      Gateway: ['api', 'login'],
      'Quill Code': [],
    })
    expect(surfaces(['A', 'B'], { api: ['id of B'] })).toEqual({ A: [], B: ['api'] })
  })
})
