/** Strategy `basic`: name and password with every request (RFC 7617), hashed each time. Stateless, and slow on purpose. */
import type { FastifyRequest } from 'fastify'
import type { StrategyFactory, Verdict } from './strategy.ts'

/** HTTP Basic authentication: every replica can answer every request, at the cost of one argon2id hash each. */
export const basic: StrategyFactory = async (_scope, { mode, users }) => ({
  challenge: `Basic realm="${mode}", charset="UTF-8"`,
  issue: async () => ({}),
  identify: async (request): Promise<Verdict> => {
    const sent = readBasicCredentials(request)
    if (typeof sent === 'string') return { ok: false, reason: sent }
    const identity = await users.verify(sent.name, sent.password, request.ip)
    return identity ? { ok: true, identity, issuedBy: null, version: 0 } : { ok: false, reason: 'bad-credentials' }
  },
})

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readBasicCredentials(request: FastifyRequest): { name: string; password: string } | 'missing' | 'malformed' {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(/ +/)
  if (scheme?.toLowerCase() !== 'basic') return 'missing'
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return 'malformed'
  let pair: string
  try {
    pair = utf8.decode(Buffer.from(encoded, 'base64'))
  } catch {
    return 'malformed'
  }
  const colon = pair.indexOf(':')
  return colon === -1 ? 'malformed' : { name: pair.slice(0, colon), password: pair.slice(colon + 1) }
}
