/** The access log of a real nginx is complete and can be parsed. */
import { expect, it } from 'vitest'
import { startNginx } from './running-nginx.fixture.ts'

it('has every request, with the replicas that were tried and the one that answered', async () => {
  const nginx = await startNginx([
    { name: 'memory', policy: 'round-robin' },
    { name: 'sticky', policy: 'sticky-cookie' },
  ])
  const addressOf = (name: string | undefined) => nginx.replicas.find((replica) => replica.name === name)?.address

  for (let i = 0; i < 100; i++)
    await nginx.send('/memory/me?secret=1', { headers: { 'x-forwarded-for': `10.0.0.${i}` } })
  await nginx.send('/sticky/posts/1', { method: 'PUT', body: '1234', headers: { 'x-request-id': 'op-101' } })
  await nginx.replicas[1]?.stop()
  for (let i = 0; i < 3; i++) await nginx.send('/memory/again')
  await nginx.send('/memory/die', { method: 'POST' })
  await nginx.send('/nowhere')
  const records = await nginx.stop()

  expect(records).toHaveLength(106)
  expect(new Set(records.slice(0, 100).map(({ clientAddress }) => clientAddress)).size).toBe(100)
  for (const record of records.slice(0, 100)) {
    expect(record).toMatchObject({ mode: 'memory', method: 'GET', path: '/memory/me', status: 200, retries: 0 })
    expect(record.attempts).toEqual([
      { address: addressOf(record.replica), status: 200, timeSeconds: expect.any(Number) },
    ])
    expect(record.responseBytes).toBeGreaterThan(100)
  }
  expect(records[100]).toMatchObject({ mode: 'sticky', method: 'PUT', path: '/sticky/posts/1', requestId: 'op-101' })

  const [retried, ...others] = records.filter(({ retries }) => retries > 0)
  expect(others).toEqual([])
  expect(retried).toMatchObject({ path: '/memory/again', status: 200, retries: 1 })
  expect(retried?.attempts[0]).toMatchObject({ address: addressOf('replica-2'), status: 502 })

  expect(records[104]).toMatchObject({ method: 'POST', status: 502, replica: undefined, retries: 0 })
  expect(records[105]).toMatchObject({ mode: '-', path: '/nowhere', status: 404, attempts: [] })
})
