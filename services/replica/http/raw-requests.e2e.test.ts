/** Request smuggling without nginx: a replica alone does not read one request as two either. */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ambiguous, next, statusesOf, tooMuch } from '../../../loadbalancer/raw-requests.fixture.ts'
import { createTestReplicas } from '../testing/replica.fixture.ts'

const replicas = createTestReplicas()
const heard: string[] = []
let port: number
beforeAll(async () => {
  const { app } = await replicas.build()
  app.server.on('request', ({ url }) => void heard.push(`${url}`))
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => replicas.close())

const all = { ...ambiguous, ...Object.fromEntries(Object.entries(tooMuch).map(([name, [bytes]]) => [name, bytes])) }

describe('a replica by itself', () => {
  test.each(Object.entries(all))('refuses it, and reads no second request from it: %s', async (_name, request) => {
    heard.length = 0
    const statuses = await statusesOf(port, request + next)
    expect(statuses.length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([])
    expect(heard).not.toContain('/memory/hidden')
  })
})
