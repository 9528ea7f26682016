/** A minimal application with tokens of the same form, in a header or a cookie, checked as strictly: what the lab's `jwt` is measured against. */
import { randomUUID } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import { fastifyJwt, type JWT } from '@fastify/jwt'
import { config, type Login, me, serve, users } from './minimal-app.ts'

await serve('jwt', async (scope) => {
  const [issuer, audience, kid, typ] = ['minimal', 'minimal/jwt', 'first', 'at+jwt']
  await scope.register(fastifyCookie)
  await scope.register(fastifyJwt, {
    secret: config.secret,
    sign: { iss: issuer, aud: audience, kid, header: { alg: 'HS256', typ }, expiresIn: `${config.tokenTtlSeconds}s` },
    verify: {
      algorithms: ['HS256'],
      allowedIss: issuer,
      allowedAud: audience,
      checkTyp: typ,
      requiredClaims: ['iss', 'aud', 'sub', 'jti', 'iat', 'exp'],
    },
  })
  const jwt = scope.jwt as unknown as JWT
  scope.post<Login>('/login', async ({ body, ip }) => {
    const user = await users.verify(body.username, body.password, ip)
    const claims = { ...user, sub: `${user?.id}`, jti: randomUUID(), issuedBy: config.replica, version: 0, cart: [] }
    return { user, access_token: jwt.sign(claims as never) }
  })
  scope.get('/me', me, ({ headers, cookies }) => {
    const claims = jwt.verify<object>(headers.authorization?.slice('Bearer '.length) ?? cookies['token'] ?? '')
    return { ...claims, servedBy: config.replica }
  })
})
