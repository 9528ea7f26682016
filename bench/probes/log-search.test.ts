import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { searchLogs } from './log-search.ts'
import { secretsOf } from './secrets.ts'

const random = 'a1B2c3D4e5F6g7H8i9J0k1L2'
const password = 'correct horse'
const cookie = secretsOf({ cookie: `sid=${random}.mh3x1c.sig%2Fnature; lab_route=a-replica-with-a-long-name` })
const token = secretsOf({ authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.${random}` }, `family.${random}x`)

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-search-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function leaks(text: string, secrets = cookie) {
  await writeFile(join(folder, 'replica-1.log'), text)
  const found = await searchLogs(folder, new Set(secrets), password)
  return found.leaks.map(({ log, line }) => `${log}:${line}`)
}

describe('a log', () => {
  it('that holds a part of a cookie, a token, a refresh token or a pair is found, with the line', async () => {
    expect(await leaks(`ok\n{"cookie":"sid=${random}.x"}\nok`)).toEqual(['replica-1.log:2'])
    expect(await leaks(`GET /me?token=a.b.${random} HTTP`, token)).toEqual(['replica-1.log:1'])
    expect(await leaks(`${random}x`, token)).toHaveLength(1)
    const pair = Buffer.from(`user-1:${password}`).toString('base64')
    expect(await leaks(`sent ${pair}`, secretsOf({ authorization: `Basic ${pair}` }))).toHaveLength(1)
  })

  it('that holds the password is found', async () => expect(await leaks(`{"password":"${password}"}`)).toHaveLength(1))

  it('reports only the first place of each secret', async () => {
    expect(await leaks(`${random}\n${password}\n${random} ${password}`)).toEqual(['replica-1.log:1', 'replica-1.log:2'])
  })

  it('that holds anything else is not: no other random text, and no name of a replica', async () => {
    expect(await leaks(`${random.toLowerCase()} a-replica-with-a-long-name ${random.slice(0, 15)}`)).toEqual([])
    expect(await leaks('')).toEqual([])
  })

  it('is searched in folders of the folder, too', async () => {
    await mkdir(join(folder, '3-replicas'))
    await writeFile(join(folder, '3-replicas', 'access.log'), random)
    const { logs, leaks: found } = await searchLogs(folder, new Set(cookie), password)
    expect(logs).toEqual([{ name: '3-replicas/access.log', bytes: random.length }])
    expect(found).toEqual([{ log: '3-replicas/access.log', line: 1, secret: random }])
  })
})
