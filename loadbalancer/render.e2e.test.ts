/** A real nginx accepts the rendered configuration, and forwards requests as configured. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { renderNginxConf } from './render.ts'
import {
  checkConfiguration,
  forgiven,
  nginxKinds,
  policiesOf,
  type RunningNginx,
  startNginx,
} from './running-nginx.fixture.ts'

type Render = Parameters<typeof checkConfiguration>[0]
const listen = '127.0.0.1:8080'

function replicas(count: number, nameLength = 0) {
  return Array.from({ length: count }, (_, i) => ({
    name: `replica-${i + 1}`.padEnd(nameLength, '-'),
    address: `127.0.0.1:${3001 + i}`,
  }))
}

const flawless = /^[^[]*syntax is ok[^[]*test is successful[^[]*$/

describe.for(nginxKinds)('nginx -t, of $kind, accepts without a warning', async ({ binary, isThere }) => {
  const policyNames = await policiesOf(isThere ? binary : undefined)

  it.skipIf(!isThere).for(policyNames)('%s', async (policy) => {
    const modes = [{ name: 'memory', policy }]
    const render: Render = (own) => renderNginxConf({ listen, replicas: replicas(3), modes, ...own })
    expect(await checkConfiguration(render, binary)).toMatch(flawless)
  })

  it.skipIf(!isThere)(
    'the largest configuration: 64 replicas and two modes of each policy, with long names',
    async () => {
      const modes = policyNames.flatMap((policy) =>
        ['a', 'b'].map((letter) => ({ name: `${letter}-${policy}`.padEnd(40, '-'), policy })),
      )
      const largest = { listen, replicas: replicas(64, 32), modes }
      expect(await checkConfiguration((own) => renderNginxConf({ ...largest, ...own }), binary)).toMatch(flawless)
    },
  )

  it.skipIf(!isThere)("the project's nginx.conf, with addresses for its host names and paths of our own", async () => {
    const conf = await readFile(join(import.meta.dirname, '..', 'nginx.conf'), 'utf8')
    const render: Render = (own) => {
      const ours = renderNginxConf({ listen, replicas: replicas(3), modes: [{ name: 'a', policy: 'ip-hash' }], ...own })
      return conf
        .replace(/replica-(\d):3000/g, '127.0.0.1:300$1')
        .replace(/\/var\/log\/nginx\/([\w.]+)/g, `"${own.directory}/$1"`)
        .replace('http {', `http {\n${ours.match(/^ *\w+_temp_path .*;$/gm)?.join('\n')}`)
        .concat(ours.match(/^pid .*;$/m)?.[0] ?? '')
    }
    expect(await checkConfiguration(render, binary)).toMatch(flawless)
  })
})

describe('nginx', () => {
  let nginx: RunningNginx

  beforeAll(async () => {
    nginx = await startNginx([
      { name: 'memory', policy: 'round-robin' },
      { name: 'sticky', policy: 'sticky-cookie' },
      { name: 'hashed', policy: 'ip-hash' },
    ])
  })

  afterAll(() => nginx.stop())

  afterEach(() => {
    nginx.seen.length = 0
  })

  it('sends a replica the client address, the host and the request id', async () => {
    await nginx.send('/memory/a?b=c', { headers: { 'x-forwarded-for': '10.9.8.7', 'x-request-id': 'op-17' } })
    expect(nginx.seen[0]).toMatchObject({
      path: '/memory/a?b=c',
      headers: {
        host: `127.0.0.1:${nginx.port}`,
        'x-forwarded-for': '10.9.8.7',
        'x-forwarded-proto': 'http',
        'x-request-id': 'op-17',
      },
    })
  })

  it('generates a request id if the client sent none or an invalid one', async () => {
    await nginx.send('/memory/a')
    await nginx.send('/memory/a', { headers: { 'x-request-id': 'not a "plain" one' } })
    const ids = nginx.seen.map(({ headers }) => headers['x-request-id'])
    expect(ids).toEqual([expect.stringMatching(/^[\da-f]{32}$/), expect.stringMatching(/^[\da-f]{32}$/)])
    expect(ids[0]).not.toBe(ids[1])
  })

  it.each(['/memory/a', '/sticky/a', '/hashed/a'])('adds security headers to a response of %s', async (path) => {
    const { headers } = await fetch(`http://127.0.0.1:${nginx.port}${path}`)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('adds no security headers to responses that belong to no mode', async () => {
    const { headers } = await fetch(`http://127.0.0.1:${nginx.port}/healthz`)
    expect(headers.get('content-security-policy')).toBeNull()
  })

  it('accepts a token of 8 KB in requests and in responses', async () => {
    const headers = { authorization: `Bearer ${'x'.repeat(8192)}` }
    expect(await nginx.send('/memory/me', { headers })).toMatchObject({ status: 200 })
    expect(await nginx.send('/memory/bytes/8192')).toMatchObject({ status: 200 })
  })

  describe('with a replica that dies in the middle of a request', () => {
    afterEach(forgiven)

    it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('does not retry a %s on another replica', async (method) => {
      for (const mode of ['memory', 'sticky', 'hashed']) {
        expect(await nginx.send(`/${mode}/die`, { method, body: 'x' })).toMatchObject({ reason: 'no-replica' })
      }
      expect(nginx.seen.map(({ path }) => path)).toEqual(['/memory/die', '/sticky/die', '/hashed/die'])
    })

    it('retries a GET on each other replica', async () => {
      await nginx.send('/memory/die')
      expect(nginx.countByReplica()).toEqual({ 'replica-1': 1, 'replica-2': 1, 'replica-3': 1 })
    })
  })
})
