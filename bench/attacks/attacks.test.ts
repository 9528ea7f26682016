/** The whole library against replicas in this process: what needs no store. The others are tried end to end. */

import { generateKeyPairSync } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestReplicas, sampleConfig } from '../../services/replica/testing/replica.fixture.ts'
import { strategies } from '../../services/strategies/registry.ts'
import type { TokenKey } from '../../services/strategies/strategy.ts'
import type { Answer, Request } from '../load/http-message.ts'

import { Forger } from './forger.ts'
import { createInsider } from './insider.ts'
import { attacks, attacksOn } from './registry.ts'

const account = { name: 'alice', password: 'alice-password' }
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString()

const keys = {
  HS256: { kid: 'key-1', algorithm: 'HS256' },
  EdDSA: { kid: 'key-1', algorithm: 'EdDSA' },
  RS256: { kid: 'key-1', algorithm: 'RS256', pem },
} as const satisfies Record<string, TokenKey>

async function send(app: FastifyInstance, { method, path, headers, body }: Request): Promise<Answer> {
  const response = await app.inject({
    method: method as 'GET',
    url: path,
    headers,
    ...(body !== undefined && { body }),
  })
  return { status: response.statusCode, setCookies: [response.headers['set-cookie'] ?? []].flat(), body: response.body }
}

/** Logs in, and works through the plan. */
async function work(app: FastifyInstance, strategy: 'basic' | 'memory' | 'jwt') {
  const { credential } = strategies[strategy]
  const insider = createInsider(sampleConfig.secret, pem)
  const forger = new Forger({
    mode: 'lab',
    strategy,
    credential,
    ...account,
    address: '10.0.0.1',
    insider,
    otherMode: 'other',
  })
  const login = await send(app, {
    method: 'POST',
    path: '/lab/login',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: account.name, password: account.password }),
  })
  const basic = Buffer.from(`${account.name}:${account.password}`).toString('base64')
  const held = {
    password: { authorization: `Basic ${basic}` },
    cookie: { cookie: login.setCookies.map((line) => line.split(';')[0]).join('; ') },
    token: { authorization: `Bearer ${JSON.parse(login.body).access_token}` },
  }[credential]
  const answers: { kind: string; name: string; status: number }[] = []
  for (const forgery of forger.plan) {
    const { kind, request } = forger.request(forgery, held as Record<string, string>)
    const answer = await send(app, request)
    forger.receive(forgery, answer)
    answers.push({ kind, name: forgery.name, status: answer.status })
  }
  return answers
}

describe('the library', () => {
  it('holds at least sixty attacks on tokens alone, and as many rows as names', () => {
    expect(attacksOn('jwt', 'token').length).toBeGreaterThan(60)
    expect(Object.keys(attacks).length).toBe(
      attacksOn('jwt-refresh', 'token').length +
        attacksOn('redis', 'cookie').length +
        attacksOn('basic', 'password').length,
    )
  })

  it('says of each how it is made, in a line', () => {
    const lines = Object.values(attacks).map(({ how }) => how)
    expect(lines.filter((line) => line.length > 90 || line.includes('\n'))).toEqual([])
  })
})

describe.each([
  ['basic', 'HS256'],
  ['memory', 'HS256'],
  ['jwt', 'HS256'],
  ['jwt', 'EdDSA'],
  ['jwt', 'RS256'],
] as const)('strategy %s with keys of %s', (strategy, algorithm) => {
  const replicas = createTestReplicas()
  let answers: Awaited<ReturnType<typeof work>>
  beforeAll(async () => {
    const modes = { lab: strategy, other: strategy }
    const { app } = await replicas.build({ modes, tokenKeys: [keys[algorithm]] })
    answers = await work(app, strategy)
  })
  afterAll(() => replicas.close())

  it('refuses every attack with 401', () => {
    expect(answers.filter(({ kind, status }) => kind === 'attack' && status !== 401)).toEqual([])
  })

  it('accepts every control', () => {
    expect(answers.filter(({ kind, status }) => kind === 'control' && status !== 200)).toEqual([])
  })
})
