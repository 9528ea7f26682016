/** Which methods an address answers: what `Allow` says in a 405. */
import type { FastifyInstance } from 'fastify'

/** Remembers every route registered from now on; the function returned lists the methods of an address, if any. */
export function allowedMethods(app: FastifyInstance): (url: string) => string[] {
  const methodsByPattern = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPattern.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name)
    methodsByPattern.set(url, methods)
  })
  return (url) => {
    const path = url.split('?', 1)[0] ?? url
    const methods = [...methodsByPattern]
      .filter(([pattern]) => matches(pattern, path))
      .flatMap(([, names]) => [...names])
    return [...new Set(methods)].sort()
  }
}

/** Whether a path is one of a pattern such as `/memory/posts/:id`. */
function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/')
  const actual = path.split('/')
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith(':') ? actual[index] !== '' : part === actual[index]))
  )
}
