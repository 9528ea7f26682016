/** The methods of an address, for `Allow` in a 405. */
import type { FastifyInstance } from 'fastify'

/** Records every route that is registered from now on; the returned function lists the methods of an address. */
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

/** Whether a path matches a pattern such as `/memory/posts/:id`. */
function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/')
  const actual = path.split('/')
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith(':') ? actual[index] !== '' : part === actual[index]))
  )
}
