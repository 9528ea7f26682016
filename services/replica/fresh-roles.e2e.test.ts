import { afterAll, expect, test } from 'vitest'
import { createTestReplicas } from './testing/replica.fixture.ts'
import { endReplicaProcesses, startReplicaProcess } from './testing/replica-process.fixture.ts'

const replicas = createTestReplicas()
afterAll(async () => {
  await endReplicaProcesses()
  await replicas.close()
})

async function start(name: string) {
  const { port } = await startReplicaProcess('main.ts', replicas.environment(name, { memory: 'memory' }))
  return `http://127.0.0.1:${port}/memory`
}

/** Logs in; returns a function that requests a page with the session's cookie and returns its status. */
async function logIn(origin: string, username: string) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ username, password: `${username}-password` })
  const login = await fetch(`${origin}/login`, { method: 'POST', headers, body })
  const cookie = String(login.headers.get('set-cookie')).split(';')[0] as string
  return async (page: string, change?: object) => {
    const options = change && { method: 'PUT', body: JSON.stringify(change) }
    const answer = await fetch(`${origin}${page}`, { ...options, headers: { ...headers, cookie } })
    await answer.arrayBuffer()
    return answer.status
  }
}

test('each request is checked with the role at the time it was sent, also among concurrent requests and on another replica', async () => {
  const [first, second] = await Promise.all([start('replica-1'), start('replica-2')])
  const [admin, bob, alice] = await Promise.all([logIn(first, 'admin'), logIn(second, 'bob'), logIn(second, 'alice')])
  let isOver = false
  const crowd = Array.from({ length: 8 }, async () => {
    while (!isOver) expect(await alice('/me')).toBe(200)
  })
  const answers: number[][] = []
  for (let round = 0; round < 200; round += 1) {
    await admin('/admin/users/2/role', { role: 'admin' })
    const promoted = await bob('/admin/users')
    await admin('/admin/users/2/role', { role: 'user' })
    answers.push([promoted, await bob('/admin/users')])
  }
  isOver = true
  await Promise.all(crowd)
  expect(answers).toEqual(answers.map(() => [200, 403]))
})
