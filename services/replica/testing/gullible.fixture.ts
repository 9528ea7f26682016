/**
 * A replica that believes too much. Tokens: `none` for an algorithm, if it is written in capitals. Session cookies: a good id
 * without its signature. Passwords: spaces at the end do not count. And it falls over a header that is a list.
 */
import { strategies } from '../../strategies/registry.ts'
import type { Strategy, StrategyFactory, Verdict } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'

type Name = 'jwt' | 'memory' | 'basic'

const read = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

/** What each strategy takes for good that is none. */
const beliefs: Record<Name, (strategy: Strategy) => Strategy['identify']> = {
  jwt: (strategy) => (request) => {
    const [header, payload] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.')
    const verdict = strategy.identify(request)
    try {
      if (Array.isArray(read(header))) throw new TypeError('a header that is a list')
      if ((read(header) as { alg: unknown } | null)?.alg !== 'NONE') return verdict
      const { sub, name, role } = read(payload) as { sub: string; name: string; role: 'user' }
      return { ok: true, identity: { id: Number(sub), name, role }, issuedBy: null, version: 0 }
    } catch (error) {
      if (error instanceof TypeError) throw error
      return verdict
    }
  },
  memory: (strategy) => {
    const known = new Map<string, Verdict>()
    return async (request) => {
      const verdict = await strategy.identify(request)
      const sid = request.cookies['sid'] ?? ''
      if (verdict.ok) known.set(sid.slice(0, sid.lastIndexOf('.')), verdict)
      return verdict.ok ? verdict : (known.get(sid) ?? verdict)
    }
  },
  basic: (strategy) => async (request) => {
    const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ')
    const pair = Buffer.from(encoded, 'base64').toString().trimEnd()
    request.headers.authorization = `${scheme} ${Buffer.from(pair).toString('base64')}`
    return strategy.identify(request)
  },
}

const gullible = (name: Name) => ({
  ...strategies[name],
  load: async (): Promise<StrategyFactory> => {
    const create = await strategies[name].load()
    return async (scope, context) => {
      const strategy = await create(scope, context)
      return { ...strategy, identify: beliefs[name](strategy) }
    }
  },
})

await startReplica({
  strategies: { ...strategies, jwt: gullible('jwt'), memory: gullible('memory'), basic: gullible('basic') },
})
