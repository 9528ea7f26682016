/** Credentials that a replica can accept although it must not. Each defect fits one kind of credential. */
import type { Verdict } from '../../strategies/strategy.ts'
import { type Defect, replacing } from './defect.fixture.ts'

export const credentialDefects = {
  /** Tokens: accepts the algorithm `none` if it is written in capitals, and fails with 500 if the header is a list. */
  'accepts-unsigned-tokens': replacing((strategy) => ({
    identify: (request) => {
      const [header, payload] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.')
      const verdict = strategy.identify(request)
      try {
        if (Array.isArray(parse(header))) throw new TypeError('the header is a list')
        if ((parse(header) as { alg: unknown } | null)?.alg !== 'NONE') return verdict
        const { sub, name, role } = parse(payload) as { sub: string; name: string; role: 'user' }
        return { ok: true, identity: { id: Number(sub), name, role }, issuedBy: null, version: 0 }
      } catch (error) {
        if (error instanceof TypeError) throw error
        return verdict
      }
    },
  })),
  /** Session cookies: accepts the id of a known session without its signature. */
  'accepts-unsigned-cookies': replacing((strategy) => {
    const known = new Map<string, Verdict>()
    return {
      identify: async (request) => {
        const verdict = await strategy.identify(request)
        const sid = request.cookies['sid'] ?? ''
        if (verdict.ok) known.set(sid.slice(0, sid.lastIndexOf('.')), verdict)
        return verdict.ok ? verdict : (known.get(sid) ?? verdict)
      },
    }
  }),
  /** Passwords: ignores spaces at the end. */
  'trims-passwords': replacing((strategy) => ({
    identify: async (request) => {
      const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ')
      const pair = Buffer.from(encoded, 'base64').toString().trimEnd()
      request.headers.authorization = `${scheme} ${Buffer.from(pair).toString('base64')}`
      return strategy.identify(request)
    },
  })),
  /** Tokens: accepts them one second longer than configured. */
  'accepts-expired-tokens': (create) => (scope, context) =>
    create(scope, { ...context, clockToleranceSeconds: context.clockToleranceSeconds + 1 }),
} as const satisfies Record<string, Defect>

function parse(part = ''): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}
