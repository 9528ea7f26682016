/** Strategy `jwt`: a signed token (RFC 9068 style) that carries user, role and cart. No replica keeps anything. */
import { randomUUID } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import { fastifyJwt } from '@fastify/jwt'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Claims, isClaims, whyTokenRefused } from './jwt-claims.ts'
import type { StrategyFactory, Verdict } from './strategy.ts'

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Claims
    /** `request.user`: the claims of an identified request. */
    user: Claims
  }
}

const issuer = 'session-scaling-lab'
const cookieName = 'token'
const keyId = 'hs256-1'
const clockToleranceSeconds = 5

/** The role and the name are the token's, as they were at login: nobody is asked, so nothing can be taken back. */
export const jwt: StrategyFactory = async (scope, context) => {
  const { mode, replica, tokenTtlSeconds } = context
  const path = `/${mode}`
  const audience = `${issuer}/${mode}`
  await scope.register(fastifyCookie)
  await scope.register(fastifyJwt, {
    secret: context.key('token'),
    sign: {
      algorithm: 'HS256',
      iss: issuer,
      aud: audience,
      kid: keyId,
      header: { alg: 'HS256', typ: 'at+jwt' },
      expiresIn: tokenTtlSeconds,
    },
    verify: {
      algorithms: ['HS256'],
      allowedIss: issuer,
      allowedAud: audience,
      checkTyp: 'at+jwt',
      requiredClaims: ['iss', 'aud', 'sub', 'jti', 'iat', 'exp'],
      clockTolerance: clockToleranceSeconds * 1000,
    },
  })

  /** Signs a token; where the old one came as a cookie (or is asked for as one), the new one goes there too. */
  function give(reply: FastifyReply, claims: Omit<Claims, 'jti'>, asCookie: boolean): { access_token?: string } {
    const token = scope.jwt.sign({ ...claims, jti: randomUUID() })
    if (!asCookie) return { access_token: token }
    reply.setCookie(cookieName, token, {
      path,
      httpOnly: true,
      sameSite: 'lax',
      secure: false,
      maxAge: tokenTtlSeconds,
    })
    return {}
  }

  return {
    challenge: `Bearer realm="${mode}"`,
    issue: async (_request, reply, { id, name, role }, { cookie }) =>
      give(reply, { sub: String(id), name, role, issuedBy: replica, version: 0, cart: [] }, cookie),
    identify: (request): Verdict => {
      const token = bearerToken(request) ?? request.cookies[cookieName]
      if (!token) return { ok: false, reason: 'missing' }
      let claims: unknown
      try {
        claims = scope.jwt.verify(token)
      } catch (error) {
        return { ok: false, reason: whyTokenRefused(error) }
      }
      if (!isClaims(claims)) return { ok: false, reason: 'malformed' }
      if (claims.iat > Date.now() / 1000 + clockToleranceSeconds) return { ok: false, reason: 'not-yet-valid' }
      request.user = claims
      const { sub, name, role, issuedBy, version } = claims
      return { ok: true, identity: { id: Number(sub), name, role }, issuedBy, version }
    },
    state: {
      read: ({ user: { cart, version } }) => ({ items: cart, version }),
      append: async (request, reply, item) => {
        const { sub, name, role, issuedBy, version, cart } = request.user
        const next = { sub, name, role, issuedBy, version: version + 1, cart: [...cart, item] }
        const given = give(reply, next, bearerToken(request) === undefined)
        return { items: next.cart, version: next.version, ...given }
      },
    },
    forget: (reply) => {
      reply.clearCookie(cookieName, { path })
    },
  }
}

/** The token of `Authorization: Bearer`; another scheme is not ours. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer(?: +(.*))?$/i.exec(request.headers.authorization ?? '')?.[1]
}
