import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { passwordCredential } from '../load/users/credential.ts'
import { createWitness } from './credential-recorder.ts'
import { type Held, watched } from './held-credentials.ts'

const answer = { status: 200, setCookies: ['sid=x; HttpOnly'], body: '{"user":{"id":1}}' }
const sid = (number: number): Held => ({
  headers: { cookie: `sid=random-session-id-number-${number}` },
  login: answer,
  answer,
})

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorder-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a credential recorder', () => {
  it('reports by mode how many credentials it saw and which of them appear in a log, never their text', async () => {
    const witness = createWitness()
    for (const number of [1, 2, 2, 1]) witness.saw('sticky', 'user-1', sid(number))
    witness.saw('redis', 'user-1', sid(3))
    await writeFile(join(folder, 'a.log'), `first\n${sid(2).headers['cookie']}\n${sid(2).headers['cookie']}`)
    const records = await witness.searchIn(folder, 'a password')
    const found = [{ what: 'credential', log: 'a.log', line: 2 }]
    expect(records).toMatchObject([
      { type: 'exposure', mode: 'sticky', credentials: 2, logs: { files: 1 }, found },
      { mode: 'redis', credentials: 1, found: [], disclosure: { carrier: 'cookie', readByScript: false } },
    ])
    expect(JSON.stringify(records)).not.toContain('random-session-id')
  })

  it('counts a password in a log for every mode, because all accounts share it', async () => {
    const witness = createWitness()
    witness.saw('sticky', 'user-1', sid(1))
    witness.saw('redis', 'user-1', sid(2))
    await writeFile(join(folder, 'a.log'), '{"password":"a password"}')
    const records = await witness.searchIn(folder, 'a password')
    const found = [{ what: 'password', log: 'a.log', line: 1 }]
    expect(records.map((record) => record.found)).toEqual([found, found])
  })

  it('reports what a cookie revealed, even if it was cleared since', async () => {
    const witness = createWitness()
    witness.saw('memory', 'user-1', sid(1))
    witness.saw('memory', 'user-1', { ...sid(1), headers: {} })
    expect(await witness.searchIn(folder, 'a password')).toMatchObject([
      { mode: 'memory', credentials: 1, disclosure: { carrier: 'cookie', readByScript: false } },
    ])
  })

  it('has no record for a mode without a login', async () => {
    expect(await createWitness().searchIn(folder, 'a password')).toEqual([])
  })
})

describe('a recorded credential', () => {
  it('is unchanged, and every value that it takes after the login is reported', () => {
    const seen: unknown[] = []
    const credential = watched(passwordCredential('user-1', 'old'), ({ headers }) => seen.push(headers))
    credential.changed?.('older')
    credential.issued(answer, undefined)
    credential.changed?.('new')
    credential.answered({ ...answer, setCookies: [] }, undefined)
    const headers = (password: string) => passwordCredential('user-1', password).headers()
    expect(seen).toEqual([headers('older'), headers('new')])
    expect(credential.headers()).toEqual(headers('new'))
  })
})
